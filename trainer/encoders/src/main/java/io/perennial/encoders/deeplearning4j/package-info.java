/** The Deeplearning4j container: a checkpoint as a {@code ModelSerializer} file whose one layer runs our plan. */
@NullMarked
package io.perennial.encoders.deeplearning4j;

import org.jspecify.annotations.NullMarked;
