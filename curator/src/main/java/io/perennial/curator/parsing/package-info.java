/** From a Kafka record to an item: identity, source, payload or claim check. */
@NullMarked
package io.perennial.curator.parsing;

import org.jspecify.annotations.NullMarked;
