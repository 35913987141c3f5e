/** Tests of the decoder of pictures. */
@NullMarked
package io.perennial.schemas.pictures;

import org.jspecify.annotations.NullMarked;
