/** Byte-level tokens: learning a vocabulary, encoding and decoding. */
@NullMarked
package io.perennial.encoders.tokens;

import org.jspecify.annotations.NullMarked;
