/** Gradients against differences. */
@NullMarked
package io.perennial.encoders.network;

import org.jspecify.annotations.NullMarked;
