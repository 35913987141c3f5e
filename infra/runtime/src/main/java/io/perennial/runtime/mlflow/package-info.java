/** MLflow: experiments and runs by its Java client; registry writes, aliases and artifacts, which that client lacks, by HTTP. */
@NullMarked
package io.perennial.runtime.mlflow;

import org.jspecify.annotations.NullMarked;
