/** Everything on one machine with one command. */
@NullMarked
package io.perennial.local;

import org.jspecify.annotations.NullMarked;
