/** Tests. */
@NullMarked
package io.perennial.curator.topology;

import org.jspecify.annotations.NullMarked;
