/** Weights that others trained: reading them from files and moving what fits into the parameters of a model. */
@NullMarked
package io.perennial.encoders.pretrained;

import org.jspecify.annotations.NullMarked;
