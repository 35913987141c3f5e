package io.perennial.evaluator.probe;

import java.util.Arrays;

/**
 * Nearest-neighbour probe after facebookresearch/dinov2:dinov2/eval/knn.py: cosine similarity, softmax with temperature 0.07 over the
 * nearest {@code maximumNeighbours}, then the votes of the first {@code neighbours} of them are summed. Search is exact; equal
 * similarities and equal votes go to the lower index. It has nothing to tune, so it cannot be gamed by tuning.
 */
public final class KnnProbe {
    private static final double TEMPERATURE = 0.07;

    private final int neighbours;
    private final int maximumNeighbours;

    /** 20 neighbours out of 200: what usually works best. */
    public KnnProbe() {
        this(20, 200);
    }

    public KnnProbe(int neighbours, int maximumNeighbours) {
        if (neighbours < 1 || maximumNeighbours < neighbours) {
            throw new IllegalArgumentException(
                    "need 1 <= neighbours <= maximum, saw " + neighbours + " and " + maximumNeighbours);
        }
        this.neighbours = neighbours;
        this.maximumNeighbours = maximumNeighbours;
    }

    /**
     * Runs the probe.
     *
     * @param known examples that vote
     * @param classes number of classes; labels are below it
     * @return correctness only: votes are no calibrated probabilities
     */
    public ProbeResult evaluate(LabelledVectors known, LabelledVectors test, int classes) {
        double[][] knownUnits = units(known.vectors());
        double[][] testUnits = units(test.vectors());
        double[] correct = new double[test.size()];
        for (int i = 0; i < testUnits.length; i++) {
            double[] votes = votes(testUnits[i], knownUnits, known.labels(), classes);
            correct[i] = largest(votes) == test.labels()[i] ? 1 : 0;
        }
        return new ProbeResult(correct, new double[0]);
    }

    /** Votes of each class for one unit vector. */
    double[] votes(double[] asked, double[][] known, int[] labels, int classes) {
        double[] similarities = new double[known.length];
        for (int i = 0; i < known.length; i++) {
            similarities[i] = Lbfgs.dot(asked, known[i]);
        }
        int[] order = nearest(similarities, Math.min(maximumNeighbours, known.length));
        double normaliser = 0;
        for (int index : order) {
            normaliser += StrictMath.exp((similarities[index] - similarities[order[0]]) / TEMPERATURE);
        }
        double[] votes = new double[classes];
        for (int rank = 0; rank < Math.min(neighbours, order.length); rank++) {
            int index = order[rank];
            votes[labels[index]] +=
                    StrictMath.exp((similarities[index] - similarities[order[0]]) / TEMPERATURE) / normaliser;
        }
        return votes;
    }

    private static int[] nearest(double[] similarities, int count) {
        return java.util.stream.IntStream.range(0, similarities.length)
                .boxed()
                .sorted((left, right) -> {
                    int bySimilarity = Double.compare(similarities[right], similarities[left]);
                    return bySimilarity != 0 ? bySimilarity : Integer.compare(left, right);
                })
                .limit(count)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    static double[][] units(float[][] vectors) {
        return Arrays.stream(vectors).map(KnnProbe::unit).toArray(double[][]::new);
    }

    private static double[] unit(float[] vector) {
        double[] unit = new double[vector.length];
        double squares = 0;
        for (int j = 0; j < unit.length; j++) {
            unit[j] = vector[j];
            squares += unit[j] * unit[j];
        }
        double length = Math.sqrt(squares);
        if (length > 0) {
            for (int j = 0; j < unit.length; j++) {
                unit[j] /= length;
            }
        }
        return unit;
    }

    private static int largest(double[] values) {
        int largest = 0;
        for (int k = 1; k < values.length; k++) {
            if (values[k] > values[largest]) {
                largest = k;
            }
        }
        return largest;
    }
}
