/** Random numbers that depend on nothing but seed, purpose and step. */
@NullMarked
package io.perennial.encoders.random;

import org.jspecify.annotations.NullMarked;
