package io.perennial.evaluator.probe;

/**
 * Embeddings with their labels.
 *
 * @param vectors shape (examples, dimensions)
 * @param labels class of each example, from 0
 */
@SuppressWarnings("ArrayRecordComponent") // Passed from an encoder to a probe, never compared.
public record LabelledVectors(float[][] vectors, int[] labels) {
    public LabelledVectors {
        if (vectors.length != labels.length) {
            throw new IllegalArgumentException(
                    "one label for each vector: saw " + vectors.length + " vectors and " + labels.length + " labels");
        }
    }

    public int size() {
        return vectors.length;
    }

    public int dimensions() {
        return vectors.length == 0 ? 0 : vectors[0].length;
    }

    /** These examples, then the others. */
    public LabelledVectors and(LabelledVectors others) {
        float[][] both = java.util.Arrays.copyOf(vectors, size() + others.size());
        int[] bothLabels = java.util.Arrays.copyOf(labels, size() + others.size());
        System.arraycopy(others.vectors, 0, both, size(), others.size());
        System.arraycopy(others.labels, 0, bothLabels, size(), others.size());
        return new LabelledVectors(both, bothLabels);
    }
}
