/** Tests of the wire of the contract. */
@NullMarked
package io.perennial.schemas.wire;

import org.jspecify.annotations.NullMarked;
