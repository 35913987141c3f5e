/** Commands of operators: checked against the present state, then written to {@code ops.commands}. */
@NullMarked
package io.perennial.console.command;

import org.jspecify.annotations.NullMarked;
