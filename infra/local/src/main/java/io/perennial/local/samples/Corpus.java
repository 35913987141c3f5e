package io.perennial.local.samples;

import io.perennial.schemas.records.Modality;
import java.util.List;

/**
 * What one model of the local run learns from and is judged by.
 *
 * @param modality decides topic and model
 * @param source publisher's name in the records; drift is watched for each source
 * @param goldSet name of the gold set
 * @param gold labelled examples, never published
 * @param published items to publish, without their labels
 */
public record Corpus(
        Modality modality, String source, String goldSet, List<LabelledSample> gold, List<LabelledSample> published) {
    public Corpus {
        gold = List.copyOf(gold);
        published = List.copyOf(published);
    }

    static Corpus of(Modality modality, String source, String goldSet, HeldOut parts) {
        return new Corpus(modality, source, goldSet, parts.gold(), parts.published());
    }

    public String model() {
        return model(modality);
    }

    /** The model that learns from a modality. */
    public static String model(Modality modality) {
        return switch (modality) {
            case TEXT -> "text-encoder";
            case LOGS -> "log-encoder";
            case IMAGES -> "image-encoder";
            case UNKNOWN -> throw new IllegalArgumentException("modality UNKNOWN has no model");
        };
    }
}
