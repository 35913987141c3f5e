/** Tests of the Kafka clients. */
@NullMarked
package io.perennial.runtime.kafka;

import org.jspecify.annotations.NullMarked;
