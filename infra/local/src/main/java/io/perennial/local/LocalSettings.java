package io.perennial.local;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the command line of the local run asks for.
 *
 * @param directory state of the run: topics, blobs, MLflow's database; kept over restarts
 * @param once end after every model's first promotion
 * @param demo tell a story after the first promotions
 * @param text the user's texts, null: documentation of libraries
 * @param logs the user's logs, null: the run's own
 * @param images the user's pictures, null: handwritten digits
 * @param sources directory of the source archives
 * @param ports where the parts listen
 */
public record LocalSettings(
        Path directory,
        boolean once,
        boolean demo,

        @Nullable Path text,
        @Nullable Path logs,
        @Nullable Path images,
        Path sources,
        Listeners ports) {
    /**
     * Ports on 127.0.0.1.
     *
     * @param serving HTTP of the first serving instance; the second has the next port
     */
    public record Listeners(int kafka, int mlflow, int console, int serving) {
        /** Fails with one line for the first port that is in use. */
        public void requireFree() {
            Ports.requireFree(kafka, "the Kafka broker", "--kafka-port");
            Ports.requireFree(mlflow, "the MLflow server", "--mlflow-port");
            Ports.requireFree(console, "the console", "--console-port");
            Ports.requireFree(serving, "the first serving instance", "--serving-port");
            Ports.requireFree(serving + 1, "the second serving instance", "--serving-port");
        }
    }
}
