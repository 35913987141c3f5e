package io.perennial.evaluator;

import io.perennial.encoders.Content;
import io.perennial.encoders.Encoder;
import io.perennial.evaluator.gate.EncoderEvidence;
import io.perennial.evaluator.probe.Collapse;
import io.perennial.evaluator.probe.KnnProbe;
import io.perennial.evaluator.probe.LabelledVectors;
import io.perennial.evaluator.probe.LinearProbe;
import io.perennial.runtime.ServiceException;
import io.perennial.schemas.records.GoldExample;
import io.perennial.schemas.records.GoldSet;
import io.perennial.schemas.records.GoldSplit;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** One gold set as a question that can be put to any encoder. BLIND examples are never asked here. */
final class GoldTask {
    private static final int CHUNK = 32;

    private final GoldSet set;
    private final List<GoldExample> train;
    private final List<GoldExample> validation;
    private final List<GoldExample> test;

    /**
     * A task.
     *
     * @throws ServiceException if TRAIN, VALIDATION or TEST is empty
     */
    GoldTask(GoldSet set, List<GoldExample> examples) {
        this.set = set;
        this.train = part(examples, GoldSplit.TRAIN);
        this.validation = part(examples, GoldSplit.VALIDATION);
        this.test = part(examples, GoldSplit.TEST);
        if (train.isEmpty() || validation.isEmpty() || test.isEmpty()) {
            throw ServiceException.data(
                    "gold set " + set.getName() + " version " + set.getVersion() + " has " + train.size() + " TRAIN, "
                            + validation.size() + " VALIDATION and " + test.size()
                            + " TEST examples; a probe needs all three",
                    null);
        }
    }

    private static List<GoldExample> part(List<GoldExample> examples, GoldSplit split) {
        return examples.stream().filter(example -> example.getSplit() == split).toList();
    }

    GoldSet set() {
        return set;
    }

    int[] testLabels() {
        return labels(test);
    }

    List<String> testSlices() {
        return test.stream().map(GoldExample::getSlice).toList();
    }

    /**
     * Embeds the set and probes the embeddings.
     *
     * @param cancelled asked between chunks
     * @throws CancellationException if cancelled
     */
    EncoderEvidence ask(Encoder encoder, BooleanSupplier cancelled) {
        LabelledVectors trainVectors = embed(encoder, train, cancelled);
        LabelledVectors validationVectors = embed(encoder, validation, cancelled);
        LabelledVectors testVectors = embed(encoder, test, cancelled);
        LabelledVectors known = trainVectors.and(validationVectors);
        Collapse collapse = Collapse.of(known.and(testVectors).vectors());
        int classes = set.getLabels().size();
        return new EncoderEvidence(
                new LinearProbe().evaluate(trainVectors, validationVectors, testVectors, classes),
                new KnnProbe().evaluate(known, testVectors, classes),
                collapse);
    }

    private LabelledVectors embed(Encoder encoder, List<GoldExample> examples, BooleanSupplier cancelled) {
        float[][] vectors = new float[examples.size()][];
        for (int from = 0; from < vectors.length; from += CHUNK) {
            if (cancelled.getAsBoolean()) {
                throw new CancellationException("the evaluator stops");
            }
            List<GoldExample> chunk = examples.subList(from, Math.min(from + CHUNK, vectors.length));
            float[][] embedded =
                    encoder.embed(chunk.stream().map(GoldTask::content).toList());
            System.arraycopy(embedded, 0, vectors, from, embedded.length);
        }
        return new LabelledVectors(vectors, labels(examples));
    }

    private int[] labels(List<GoldExample> examples) {
        int[] labels = new int[examples.size()];
        Arrays.setAll(labels, i -> set.getLabels().indexOf(examples.get(i).getLabel()));
        return labels;
    }

    private static Content content(GoldExample example) {
        if (!example.getImage().hasRemaining()) {
            return new Content.Text(example.getText());
        }
        ByteBuffer image = example.getImage().duplicate();
        byte[] bytes = new byte[image.remaining()];
        image.get(bytes);
        return new Content.Image(bytes);
    }
}
