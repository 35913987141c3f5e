/** How a plan is bound. */
@NullMarked
package io.perennial.encoders.nd4j;

import org.jspecify.annotations.NullMarked;
