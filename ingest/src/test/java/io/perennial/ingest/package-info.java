/** Tests of publishing. */
@NullMarked
package io.perennial.ingest;

import org.jspecify.annotations.NullMarked;
