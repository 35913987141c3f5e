/** Comparisons with public implementations that need Python: Maven profile {@code referee}. */
@NullMarked
package io.perennial.tests.referee;

import org.jspecify.annotations.NullMarked;
