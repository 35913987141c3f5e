package io.perennial.curator.drift.detectors;

import java.util.Arrays;

/**
 * Can a classifier tell new rows from old ones? If it can, the distribution has changed, and the classifier says in what (Gözüaçık et al.,
 * "Unsupervised Concept Drift Detection with a Discriminative Classifier", CIKM 2019, "D3"). Linear, so that the change can be divided
 * among descriptors and sources; judged on rows that it has not learned from. Immutable.
 */
public final class DomainClassifier {
    private static final LogisticRegression.Settings LEARNING = new LogisticRegression.Settings(10, 0.05, 0.001);

    private final int folds;
    private final long seed;

    /** @param folds each row is judged by a classifier that was learned on the other folds; 5 is usual */
    public DomainClassifier(int folds, long seed) {
        this.folds = Require.atLeast(folds, 2, "folds");
        this.seed = seed;
    }

    /**
     * Tells how well old and new rows can be told apart.
     *
     * @param before rows of descriptors, at least as many as folds
     * @param after rows of the same descriptors, at least as many as folds
     */
    public Separation separate(float[][] before, float[][] after) {
        Require.atLeast(before.length, folds, "old rows");
        Require.atLeast(after.length, folds, "new rows");
        double[][] rows = standardised(before, after);
        boolean[] isNew = new boolean[rows.length];
        Arrays.fill(isNew, before.length, rows.length, true);
        SeededDraws draws = new SeededDraws(seed);
        double[] scores = scoresOutOfFold(rows, isNew, folds(before.length, rows.length, draws), draws);
        return new Separation(
                Arrays.copyOf(scores, before.length),
                Arrays.copyOfRange(scores, before.length, scores.length),
                sharesByDescriptor(rows, isNew, draws));
    }

    private double[] scoresOutOfFold(double[][] rows, boolean[] isNew, int[] foldOfRow, SeededDraws draws) {
        double[] scores = new double[rows.length];
        for (int fold = 0; fold < folds; fold++) {
            double[][] learned = new double[rows.length][];
            boolean[] labels = new boolean[rows.length];
            int count = 0;
            for (int row = 0; row < rows.length; row++) {
                if (foldOfRow[row] != fold) {
                    learned[count] = rows[row];
                    labels[count++] = isNew[row];
                }
            }
            LogisticRegression model = LogisticRegression.learn(
                    Arrays.copyOf(learned, count), Arrays.copyOf(labels, count), LEARNING, draws);
            for (int row = 0; row < rows.length; row++) {
                if (foldOfRow[row] == fold) {
                    scores[row] = model.score(rows[row]);
                }
            }
        }
        return scores;
    }

    /** Folds of equal size, with equal shares of old and new rows. */
    private int[] folds(int oldRows, int rows, SeededDraws draws) {
        int[] folds = new int[rows];
        for (int part = 0; part < 2; part++) {
            int from = part == 0 ? 0 : oldRows;
            int[] order = new int[(part == 0 ? oldRows : rows) - from];
            for (int i = 0; i < order.length; i++) {
                order[i] = from + i;
            }
            draws.shuffle(order);
            for (int i = 0; i < order.length; i++) {
                folds[order[i]] = i % this.folds;
            }
        }
        return folds;
    }

    /** The mean score of new rows less that of old ones is a sum over descriptors: weight times difference of the means. */
    private double[] sharesByDescriptor(double[][] rows, boolean[] isNew, SeededDraws draws) {
        LogisticRegression model = LogisticRegression.learn(rows, isNew, LEARNING, draws);
        double[] sums = new double[rows[0].length];
        int newRows = 0;
        for (boolean label : isNew) {
            newRows += label ? 1 : 0;
        }
        for (int row = 0; row < rows.length; row++) {
            double share = isNew[row] ? 1.0 / newRows : -1.0 / (rows.length - newRows);
            for (int i = 0; i < sums.length; i++) {
                sums[i] += share * rows[row][i];
            }
        }
        for (int i = 0; i < sums.length; i++) {
            sums[i] *= model.weight(i);
        }
        return Shares.ofWhole(sums);
    }

    /** Old rows, then new ones; each descriptor with mean 0 and variance 1 over all of them, or 0 where it does not vary. */
    private static double[][] standardised(float[][] before, float[][] after) {
        EmbeddingMoments moments = new EmbeddingMoments(before[0].length);
        for (float[] row : before) {
            moments.add(row);
        }
        for (float[] row : after) {
            moments.add(row);
        }
        double[][] rows = new double[before.length + after.length][moments.dimension()];
        for (int row = 0; row < rows.length; row++) {
            float[] raw = row < before.length ? before[row] : after[row - before.length];
            for (int i = 0; i < raw.length; i++) {
                double variance = moments.variance(i);
                rows[row][i] = variance > 0 ? (raw[i] - moments.mean(i)) / Math.sqrt(variance) : 0;
            }
        }
        return rows;
    }
}
