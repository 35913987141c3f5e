/** Tests of what checkpoints and files of others are read from. */
@NullMarked
package io.perennial.encoders.checkpoint;

import org.jspecify.annotations.NullMarked;
