/** The trainer against a real broker and a real MLflow server. */
@NullMarked
package io.perennial.tests.trainer;

import org.jspecify.annotations.NullMarked;
