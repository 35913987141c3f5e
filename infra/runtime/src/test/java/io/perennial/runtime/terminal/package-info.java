/** Tests of what command lines have in common. */
@NullMarked
package io.perennial.runtime.terminal;

import org.jspecify.annotations.NullMarked;
