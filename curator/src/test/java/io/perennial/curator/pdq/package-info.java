/** Tests of the perceptual hash. */
@NullMarked
package io.perennial.curator.pdq;

import org.jspecify.annotations.NullMarked;
