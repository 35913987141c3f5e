/** Numbers that describe a text, a log record or a picture; the rules look at nothing else. */
@NullMarked
package io.perennial.curator.measures;

import org.jspecify.annotations.NullMarked;
