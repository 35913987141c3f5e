/** The local broker and MLflow server. */
@NullMarked
package io.perennial.tests.local;

import org.jspecify.annotations.NullMarked;
