/** The topic catalogue: names, keys, retention and partitions as data, and the tool that creates the topics. */
@NullMarked
package io.perennial.schemas.topics;

import org.jspecify.annotations.NullMarked;
