/** Tests of signatures against published values and naive forms of the same arithmetic. */
@NullMarked
package io.perennial.curator.minhash;

import org.jspecify.annotations.NullMarked;
