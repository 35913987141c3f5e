/** Tests of the health server. */
@NullMarked
package io.perennial.runtime.health;

import org.jspecify.annotations.NullMarked;
