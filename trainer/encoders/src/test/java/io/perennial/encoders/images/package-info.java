/** Decoding and scaling of pictures. */
@NullMarked
package io.perennial.encoders.images;

import org.jspecify.annotations.NullMarked;
