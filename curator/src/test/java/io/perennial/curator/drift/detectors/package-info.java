/** Tests. */
@NullMarked
package io.perennial.curator.drift.detectors;

import org.jspecify.annotations.NullMarked;
