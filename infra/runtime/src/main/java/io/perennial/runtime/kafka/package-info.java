/** Kafka clients made from the configuration of a service. */
@NullMarked
package io.perennial.runtime.kafka;

import org.jspecify.annotations.NullMarked;
