/** Streams of random numbers. */
@NullMarked
package io.perennial.encoders.random;

import org.jspecify.annotations.NullMarked;
