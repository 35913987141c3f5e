/** Tests of tasks and schedules. */
@NullMarked
package io.perennial.encoders.training;

import org.jspecify.annotations.NullMarked;
