/** Tests. */
@NullMarked
package io.perennial.curator.privacy;

import org.jspecify.annotations.NullMarked;
