/** Turns raw records into curated samples, with exactly one verdict for each record. */
@NullMarked
package io.perennial.curator;

import org.jspecify.annotations.NullMarked;
