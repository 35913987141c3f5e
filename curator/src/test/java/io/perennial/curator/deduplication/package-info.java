/** Tests of what is remembered of earlier samples. */
@NullMarked
package io.perennial.curator.deduplication;

import org.jspecify.annotations.NullMarked;
