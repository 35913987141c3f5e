/** Templates of log lines: masks for what varies by nature, and Drain, which finds the rest. Uses nothing of the other packages. */
@NullMarked
package io.perennial.curator.templates;

import org.jspecify.annotations.NullMarked;
