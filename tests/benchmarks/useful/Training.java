import io.perennial.encoders.Checkpoints;
import io.perennial.encoders.Lineage;
import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.Pretraining;
import io.perennial.encoders.StepResult;
import io.perennial.schemas.blobs.BlobStore;
import io.perennial.schemas.records.BlobRef;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * The checkpoint that the training of a row ended with.
 *
 * @param manifest of the checkpoint
 * @param seconds that the training took, start and checkpoint included
 */
record Training(BlobRef manifest, double seconds) {
    private static final int SEED = 1;
    private static final int TOLD = 100;

    static Training of(Row row, ModelConfiguration configuration, Material material, BlobStore blobs) throws IOException {
        long start = System.nanoTime();
        Reading reading = new Reading(material.reading(), configuration.contextLength(), SEED);
        try (Pretraining training = new Checkpoints(blobs).start(configuration, SEED, reading.singles())) {
            training.begin(row.steps());
            double sum = 0;
            for (int step = 1; step <= row.steps(); step++) {
                StepResult result = training.step(reading.next(training.batchSize()));
                sum += result.loss();
                if (step % TOLD == 0) {
                    System.err.printf(Locale.ROOT, "%s: step %d of %d, loss %.4f%n", row.name(), step, row.steps(), sum / TOLD);
                    sum = 0;
                }
            }
            BlobRef manifest = training.save(blobs, lineage(configuration)).manifest();
            return new Training(manifest, (System.nanoTime() - start) / 1e9);
        }
    }

    private static Lineage lineage(ModelConfiguration configuration) {
        return new Lineage(null, null, 1, List.of(), List.of(), List.of(), 0, 0, configuration.hash(), "benchmark");
    }
}
