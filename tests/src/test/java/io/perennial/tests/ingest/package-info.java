/** Publishing to a real broker, through kills, rotations and second runs. */
@NullMarked
package io.perennial.tests.ingest;

import org.jspecify.annotations.NullMarked;
