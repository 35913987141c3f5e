/** ADWIN over the descriptors of each source. */
@NullMarked
package io.perennial.curator.drift;

import org.jspecify.annotations.NullMarked;
