/** Keeps what overlaps a gold set out of training. */
@NullMarked
package io.perennial.curator.decontamination;

import org.jspecify.annotations.NullMarked;
