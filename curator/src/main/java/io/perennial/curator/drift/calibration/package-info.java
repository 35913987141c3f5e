/** Blocks of a descriptor, detectors over them whose false alarms are promised, and what became of the promises. */
@NullMarked
package io.perennial.curator.drift.calibration;

import org.jspecify.annotations.NullMarked;
