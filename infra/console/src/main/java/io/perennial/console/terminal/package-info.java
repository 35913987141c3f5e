/** The same verbs as a command line, over the REST API. */
@NullMarked
package io.perennial.console.terminal;

import org.jspecify.annotations.NullMarked;
