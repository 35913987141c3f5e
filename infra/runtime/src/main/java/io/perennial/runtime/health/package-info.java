/** What operators ask a running service over HTTP: alive, ready, metrics, what it is. */
@NullMarked
package io.perennial.runtime.health;

import org.jspecify.annotations.NullMarked;
