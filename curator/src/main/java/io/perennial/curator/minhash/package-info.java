/** Signatures of texts that tell how much two texts have in common, and the keys under which similar texts meet. */
@NullMarked
package io.perennial.curator.minhash;

import org.jspecify.annotations.NullMarked;
