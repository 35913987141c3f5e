/** Tests. */
@NullMarked
package io.perennial.curator.measures;

import org.jspecify.annotations.NullMarked;
