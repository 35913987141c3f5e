/** Tests. */
@NullMarked
package io.perennial.curator.assessment;

import org.jspecify.annotations.NullMarked;
