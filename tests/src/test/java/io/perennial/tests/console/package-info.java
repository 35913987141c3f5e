/** The console against a real broker, by its REST API, its command line and in a real browser. */
@NullMarked
package io.perennial.tests.console;

import org.jspecify.annotations.NullMarked;
