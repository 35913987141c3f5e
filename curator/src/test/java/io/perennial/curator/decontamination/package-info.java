/** Tests. */
@NullMarked
package io.perennial.curator.decontamination;

import org.jspecify.annotations.NullMarked;
