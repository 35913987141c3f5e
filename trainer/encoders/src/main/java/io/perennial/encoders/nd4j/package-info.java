/** Binds a plan to ND4J: operations prepared once over arrays that live as long as the network. */
@NullMarked
package io.perennial.encoders.nd4j;

import org.jspecify.annotations.NullMarked;
