/** Avro single-object encoding of the records, and Kafka serdes on top of it. */
@NullMarked
package io.perennial.schemas.wire;

import org.jspecify.annotations.NullMarked;
