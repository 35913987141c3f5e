/** Tests of the topics of the contract. */
@NullMarked
package io.perennial.schemas.topics;

import org.jspecify.annotations.NullMarked;
