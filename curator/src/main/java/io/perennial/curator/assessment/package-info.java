/** One modality from item to assessment: normalise, measure, judge, mask. */
@NullMarked
package io.perennial.curator.assessment;

import org.jspecify.annotations.NullMarked;
