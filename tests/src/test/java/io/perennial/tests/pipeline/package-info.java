/** The whole pipeline with real parts: broker, MLflow server and all services. */
@NullMarked
package io.perennial.tests.pipeline;

import org.jspecify.annotations.NullMarked;
