/** Tests of the evolution of the contract. */
@NullMarked
package io.perennial.schemas.evolution;

import org.jspecify.annotations.NullMarked;
