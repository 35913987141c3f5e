/** The real MLflow server as a child process, in a Python environment of its own. */
@NullMarked
package io.perennial.local.mlflow;

import org.jspecify.annotations.NullMarked;
