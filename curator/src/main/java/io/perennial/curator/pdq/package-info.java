/** Perceptual hashes of pictures: almost the same picture, almost the same bits. */
@NullMarked
package io.perennial.curator.pdq;

import org.jspecify.annotations.NullMarked;
