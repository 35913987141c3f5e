/**
 * Kernels on the Vector API (JEP 338 and its successors), whose module the JVM has to be started with: {@code --add-modules
 * jdk.incubator.vector}. Nothing else refers to a class of this package. Compiled for Java 17 with only what has not changed since: vectors
 * over arrays of the heap, and operations that IEEE 754 fixes to the bit. So the results are the same on every JVM and processor, whether
 * a method was compiled yet or not, with any number of lanes and threads.
 */
@NullMarked
package io.perennial.encoders.vector;

import org.jspecify.annotations.NullMarked;
