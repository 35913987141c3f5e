/** Masks personal data in linear time. */
@NullMarked
package io.perennial.curator.privacy;

import org.jspecify.annotations.NullMarked;
