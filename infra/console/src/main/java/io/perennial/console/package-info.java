/** The ops console: reads every control topic, shows it, and writes {@code ops.commands}. */
@NullMarked
package io.perennial.console;

import org.jspecify.annotations.NullMarked;
