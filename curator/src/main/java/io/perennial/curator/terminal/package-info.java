/** The command line that asks why a sample was kept or not, and what other rules would do. */
@NullMarked
package io.perennial.curator.terminal;

import org.jspecify.annotations.NullMarked;
