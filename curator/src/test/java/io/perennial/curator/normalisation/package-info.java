/** Tests. */
@NullMarked
package io.perennial.curator.normalisation;

import org.jspecify.annotations.NullMarked;
