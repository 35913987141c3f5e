/** What the command lines of Perennial have in common: verbs, configuration, exit codes and the report of failures. */
@NullMarked
package io.perennial.runtime.terminal;

import org.jspecify.annotations.NullMarked;
