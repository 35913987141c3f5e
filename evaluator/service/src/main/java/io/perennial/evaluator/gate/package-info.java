/** Gates that answer PASS, FAIL, INCONCLUSIVE or ERROR, and the policy that sets their thresholds. */
@NullMarked
package io.perennial.evaluator.gate;

import org.jspecify.annotations.NullMarked;
