/** Tests of the service shell. */
@NullMarked
package io.perennial.runtime;

import org.jspecify.annotations.NullMarked;
