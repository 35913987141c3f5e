/** The networks, written once as plans: one Transformer block for text, logs and pictures. */
@NullMarked
package io.perennial.encoders.network;

import org.jspecify.annotations.NullMarked;
