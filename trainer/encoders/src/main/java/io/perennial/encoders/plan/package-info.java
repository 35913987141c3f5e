/** A network as data: an ordered list of operations over named, preallocated buffers, bound to no device. */
@NullMarked
package io.perennial.encoders.plan;

import org.jspecify.annotations.NullMarked;
