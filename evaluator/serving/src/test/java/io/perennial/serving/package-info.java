/** Tests of the embedding server. */
@NullMarked
package io.perennial.serving;

import org.jspecify.annotations.NullMarked;
