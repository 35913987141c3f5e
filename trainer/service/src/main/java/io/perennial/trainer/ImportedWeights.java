package io.perennial.trainer;

import io.perennial.encoders.Checkpoints;
import io.perennial.encoders.pretrained.WeightReport;
import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.ServiceException;

/** What the first version of the configured model takes from the weights of others. */
public final class ImportedWeights {
    private ImportedWeights() {}

    /** Reads the file under {@code model.weights.file}; needs neither Kafka nor the blob store. */
    public static WeightReport report(ServiceConfig config) {
        try {
            return Checkpoints.publicWeights(TrainerService.model(config));
        } catch (IllegalArgumentException e) {
            throw ServiceException.usage("configuration: " + e.getMessage());
        }
    }
}
