/** Real data that every installation can get: documentation of Java libraries, logs of the pipeline itself, handwritten digits. */
@NullMarked
package io.perennial.local.samples;

import org.jspecify.annotations.NullMarked;
