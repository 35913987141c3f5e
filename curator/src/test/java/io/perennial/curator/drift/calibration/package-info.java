/** Tests. */
@NullMarked
package io.perennial.curator.drift.calibration;

import org.jspecify.annotations.NullMarked;
