/** Server-made HTML and SVG. */
@NullMarked
package io.perennial.console.page;

import org.jspecify.annotations.NullMarked;
