/** The embedding server against a real broker. */
@NullMarked
package io.perennial.tests.serving;

import org.jspecify.annotations.NullMarked;
