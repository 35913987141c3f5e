/** The promotion controller and the MLflow registry against a real broker and a real MLflow server. */
@NullMarked
package io.perennial.tests.promotion;

import org.jspecify.annotations.NullMarked;
