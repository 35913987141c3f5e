/** Continues self-supervised pretraining of one model over closed windows of its curated topic. */
@NullMarked
package io.perennial.trainer;

import org.jspecify.annotations.NullMarked;
