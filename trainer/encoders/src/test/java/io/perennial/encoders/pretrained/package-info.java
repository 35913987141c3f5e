/** Tests of weights that others trained. */
@NullMarked
package io.perennial.encoders.pretrained;

import org.jspecify.annotations.NullMarked;
