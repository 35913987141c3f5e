/** Templates of log lines: masks for what varies by nature, and Drain, which finds the rest. Of the other packages it uses {@code patterns} only. */
@NullMarked
package io.perennial.curator.templates;

import org.jspecify.annotations.NullMarked;
