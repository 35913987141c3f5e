/** What other modules see of the encoders: contents in, embeddings or checkpoints out. */
@NullMarked
package io.perennial.encoders;

import org.jspecify.annotations.NullMarked;
