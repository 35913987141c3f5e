/** Tests of the blobs of the contract. */
@NullMarked
package io.perennial.schemas.blobs;

import org.jspecify.annotations.NullMarked;
