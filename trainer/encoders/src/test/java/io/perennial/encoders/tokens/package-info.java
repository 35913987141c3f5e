/** Byte pairs against a naive recount. */
@NullMarked
package io.perennial.encoders.tokens;

import org.jspecify.annotations.NullMarked;
