/** Tests that need several modules: the module rules, end-to-end, crash and browser tests. */
@NullMarked
package io.perennial.tests;

import org.jspecify.annotations.NullMarked;
