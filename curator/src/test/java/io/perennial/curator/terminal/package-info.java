/** Tests of the command line. */
@NullMarked
package io.perennial.curator.terminal;

import org.jspecify.annotations.NullMarked;
