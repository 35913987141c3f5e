package io.perennial.trainer;

import io.perennial.encoders.Content;
import io.perennial.encoders.Objective;
import io.perennial.encoders.images.PictureReader;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.topics.Topics;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which samples of a curated topic the encoder of a model can read. One that it cannot is left out of its window, as if it were in
 * quarantine, because a poisoned picture must not stop training; so is a picture without a caption where the objective learns from
 * captions. The answer depends on the bytes of the record alone, so that a second run over the log leaves out the same samples; a
 * claim check that cannot be redeemed is an accident of the place and throws.
 */
final class ReadableSamples implements Predicate<WindowSample> {
    private final String model;
    private final Modality modality;
    private final Objective objective;
    private final SampleContents contents;
    private final TrainingListener listener;
    private long withoutCaption;

    /**
     * @param objective of the line of checkpoints that the samples are for
     * @param listener is told of every sample that is left out
     */
    ReadableSamples(
            String model, Modality modality, Objective objective, SampleContents contents, TrainingListener listener) {
        this.model = model;
        this.modality = modality;
        this.objective = objective;
        this.contents = contents;
        this.listener = listener;
    }

    @Override
    public boolean test(WindowSample sample) {
        if (sample.sample().getModality() == modality && lacksCaption(sample)) {
            withoutCaption++;
            listener.withoutCaption(model, withoutCaption);
            return false;
        }
        Optional<String> objection = objection(sample);
        objection.ifPresent(reason -> listener.leftOut(
                model, sample.sample().getSampleId(), sample.position().in(Topics.curated(modality)), reason));
        return objection.isEmpty();
    }

    private boolean lacksCaption(WindowSample sample) {
        return objective.needsCaptions() && sample.sample().getCaption().isBlank();
    }

    private Optional<String> objection(WindowSample sample) {
        Modality found = sample.sample().getModality();
        if (found != modality) {
            return Optional.of("is of modality " + found + ", the model reads " + modality);
        }
        return contents.content(sample) instanceof Content.Image picture ? objection(picture) : Optional.empty();
    }

    private static Optional<String> objection(Content.Image picture) {
        try {
            PictureReader.read(picture.encoded(), 1);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
