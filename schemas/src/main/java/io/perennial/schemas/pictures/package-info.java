/** One decoder for whoever sees pictures, so that what is judged, trained on and embedded are the same pixels. */
@NullMarked
package io.perennial.schemas.pictures;

import org.jspecify.annotations.NullMarked;
