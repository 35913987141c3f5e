/** The command line that asks about the lineage of checkpoints and works with it. */
@NullMarked
package io.perennial.trainer.terminal;

import org.jspecify.annotations.NullMarked;
