/** All services in this JVM, wired in the order of the flow. */
@NullMarked
package io.perennial.local.pipeline;

import org.jspecify.annotations.NullMarked;
