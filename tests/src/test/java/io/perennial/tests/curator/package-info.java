/** The curator against a real broker: crashes, restarts, gold sets. */
@NullMarked
package io.perennial.tests.curator;

import org.jspecify.annotations.NullMarked;
