/** Pictures as square patches of pixel values. */
@NullMarked
package io.perennial.encoders.images;

import org.jspecify.annotations.NullMarked;
