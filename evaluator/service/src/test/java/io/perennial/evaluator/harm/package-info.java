/** Whether a drift of the stream hurts the champion that serves. */
@NullMarked
package io.perennial.evaluator.harm;

import org.jspecify.annotations.NullMarked;
