/** Patterns that are matched in linear time, by automata of our own. Uses nothing of the other packages. */
@NullMarked
package io.perennial.curator.patterns;

import org.jspecify.annotations.NullMarked;
