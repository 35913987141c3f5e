/** Tests. */
@NullMarked
package io.perennial.curator.drift;

import org.jspecify.annotations.NullMarked;
