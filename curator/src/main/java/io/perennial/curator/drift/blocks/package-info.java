/** Blocks of the samples of a source, as they come. */
@NullMarked
package io.perennial.curator.drift.blocks;

import org.jspecify.annotations.NullMarked;
