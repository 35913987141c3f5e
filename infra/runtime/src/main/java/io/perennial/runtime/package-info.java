/** The service shell that every service shares: configuration, lifecycle, exit codes. */
@NullMarked
package io.perennial.runtime;

import org.jspecify.annotations.NullMarked;
