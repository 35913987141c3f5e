/** The checkpoint format: manifest, tensors, tokenizer and probe contents as blobs. */
@NullMarked
package io.perennial.encoders.checkpoint;

import org.jspecify.annotations.NullMarked;
