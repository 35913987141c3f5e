/** Tests. */
@NullMarked
package io.perennial.curator.rules;

import org.jspecify.annotations.NullMarked;
