/** Puts dead letters back on the raw topics that they came from. */
@NullMarked
package io.perennial.curator.reprocessing;

import org.jspecify.annotations.NullMarked;
