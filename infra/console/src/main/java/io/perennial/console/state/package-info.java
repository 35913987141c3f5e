/** What the console knows, as immutable values folded from the log. */
@NullMarked
package io.perennial.console.state;

import org.jspecify.annotations.NullMarked;
