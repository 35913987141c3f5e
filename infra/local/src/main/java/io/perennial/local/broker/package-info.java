/** A Kafka broker inside this JVM. */
@NullMarked
package io.perennial.local.broker;

import org.jspecify.annotations.NullMarked;
