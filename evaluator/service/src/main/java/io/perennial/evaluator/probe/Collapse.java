package io.perennial.evaluator.probe;

import io.perennial.encoders.EmbeddingRows;
import io.perennial.encoders.EmbeddingSpread;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Signs that embeddings have collapsed, none of which needs labels.
 *
 * @param finite false if any component is NaN or infinite; the other numbers are NaN then
 * @param rankMe effective rank: the exponential of the entropy of the normalised singular values (Garrido et al., "RankMe", ICML
 *     2023), of the centred embeddings
 * @param deadDimensions share of dimensions whose variance is below 1e-8 of the mean square of all components
 * @param meanAbsoluteCosine mean |cosine| of random pairs of centred embeddings: 1 when all lie on one line
 * @param meanCosine mean cosine of the same pairs as they are, for people: high where all embeddings share an offset
 */
public record Collapse(
        boolean finite, double rankMe, double deadDimensions, double meanAbsoluteCosine, double meanCosine) {
    private static final int PAIRS = 2_000;
    private static final double DEAD = 1e-8;
    private static final long PAIR_SEED = 1;

    /**
     * Measures embeddings. They are centred first, because an offset that all share changes no neighbourhood and no probe.
     *
     * @param vectors shape (examples, dimensions), at least two examples
     */
    public static Collapse of(float[][] vectors) {
        if (!EmbeddingRows.areFinite(vectors)) {
            return new Collapse(false, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
        }
        double[][] raw = EmbeddingRows.of(vectors);
        double[][] centred = EmbeddingRows.centred(raw);
        return new Collapse(
                true, rankMe(centred), deadDimensions(raw, centred), cosine(centred, true), cosine(raw, false));
    }

    private static double rankMe(double[][] centred) {
        return EmbeddingSpread.rankMe(Arrays.stream(SymmetricEigenvalues.of(gram(centred)))
                .map(eigenvalue -> Math.sqrt(Math.max(0, eigenvalue)))
                .toArray());
    }

    private static double[][] gram(double[][] rows) {
        int dimensions = rows[0].length;
        double[][] gram = new double[dimensions][dimensions];
        for (double[] row : rows) {
            for (int i = 0; i < dimensions; i++) {
                for (int j = 0; j < dimensions; j++) {
                    gram[i][j] += row[i] * row[j];
                }
            }
        }
        return gram;
    }

    private static double deadDimensions(double[][] raw, double[][] centred) {
        int dimensions = raw[0].length;
        double meanSquare = 0;
        double[] variances = new double[dimensions];
        for (int i = 0; i < raw.length; i++) {
            for (int j = 0; j < dimensions; j++) {
                meanSquare += raw[i][j] * raw[i][j] / ((double) raw.length * dimensions);
                variances[j] += centred[i][j] * centred[i][j] / raw.length;
            }
        }
        int dead = 0;
        for (double variance : variances) {
            dead += variance <= DEAD * meanSquare ? 1 : 0;
        }
        return dead / (double) dimensions;
    }

    private static double cosine(double[][] rows, boolean absolute) {
        SplittableRandom random = new SplittableRandom(PAIR_SEED);
        double sum = 0;
        for (int pair = 0; pair < PAIRS; pair++) {
            int first = random.nextInt(rows.length);
            int second = (first + 1 + random.nextInt(rows.length - 1)) % rows.length;
            double lengths = Lbfgs.dot(rows[first], rows[first]) * Lbfgs.dot(rows[second], rows[second]);
            // A vector of length zero has lost all it had to say, like one that is parallel to all others.
            double cosine = lengths == 0 ? 1 : Lbfgs.dot(rows[first], rows[second]) / Math.sqrt(lengths);
            sum += absolute ? Math.abs(cosine) : cosine;
        }
        return sum / PAIRS;
    }
}
