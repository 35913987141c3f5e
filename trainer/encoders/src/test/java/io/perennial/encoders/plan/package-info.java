/** Tests of plans. */
@NullMarked
package io.perennial.encoders.plan;

import org.jspecify.annotations.NullMarked;
