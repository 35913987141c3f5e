/** Tests. */
@NullMarked
package io.perennial.curator.patterns;

import org.jspecify.annotations.NullMarked;
