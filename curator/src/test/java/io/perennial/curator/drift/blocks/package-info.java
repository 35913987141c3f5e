/** Tests. */
@NullMarked
package io.perennial.curator.drift.blocks;

import org.jspecify.annotations.NullMarked;
