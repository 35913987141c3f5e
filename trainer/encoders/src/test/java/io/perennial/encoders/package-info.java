/** Tests of the encoders as other modules see them, and the probes that show that learning is real. */
@NullMarked
package io.perennial.encoders;

import org.jspecify.annotations.NullMarked;
