/** One HTML page about one version, complete in itself. */
@NullMarked
package io.perennial.trainer.page;

import org.jspecify.annotations.NullMarked;
