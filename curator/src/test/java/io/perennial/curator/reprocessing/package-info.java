/** Tests of what becomes of dead letters. */
@NullMarked
package io.perennial.curator.reprocessing;

import org.jspecify.annotations.NullMarked;
