/** What the topics say, and the one way to add a report to it. */
@NullMarked
package io.perennial.evaluator.history;

import org.jspecify.annotations.NullMarked;
