/** The embedding server: champion, challenger in shadow, hot swap. */
@NullMarked
package io.perennial.serving;

import org.jspecify.annotations.NullMarked;
