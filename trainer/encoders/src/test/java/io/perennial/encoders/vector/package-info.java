@NullMarked
package io.perennial.encoders.vector;

import org.jspecify.annotations.NullMarked;
