/** Tests. */
@NullMarked
package io.perennial.curator;

import org.jspecify.annotations.NullMarked;
