/** What may change in a released record, and the tool that releases a new version. */
@NullMarked
package io.perennial.schemas.evolution;

import org.jspecify.annotations.NullMarked;
