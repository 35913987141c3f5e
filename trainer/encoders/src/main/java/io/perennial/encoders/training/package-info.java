/** One optimiser step after another: objectives, updater and schedule. */
@NullMarked
package io.perennial.encoders.training;

import org.jspecify.annotations.NullMarked;
