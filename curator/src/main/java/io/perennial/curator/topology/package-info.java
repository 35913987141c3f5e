/** The Kafka Streams topology: assess, admit, watch. */
@NullMarked
package io.perennial.curator.topology;

import org.jspecify.annotations.NullMarked;
