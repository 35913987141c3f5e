package io.perennial.evaluator.probe;

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
    private static final double RANK_FLOOR = 1e-7;
    private static final double ROUNDING = 1e-12;
    private static final long PAIR_SEED = 1;

    /**
     * Measures embeddings. They are centred first, because an offset that all share changes no neighbourhood and no probe.
     *
     * @param vectors shape (examples, dimensions), at least two examples
     */
    public static Collapse of(float[][] vectors) {
        for (float[] vector : vectors) {
            for (float component : vector) {
                if (!Float.isFinite(component)) {
                    return new Collapse(false, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
                }
            }
        }
        double[][] raw = doubles(vectors);
        double[][] centred = centred(raw);
        return new Collapse(
                true, rankMe(centred), deadDimensions(raw, centred), cosine(centred, true), cosine(raw, false));
    }

    private static double rankMe(double[][] centred) {
        double[] eigenvalues = SymmetricEigenvalues.of(gram(centred));
        double sum = 0;
        for (int i = 0; i < eigenvalues.length; i++) {
            eigenvalues[i] = Math.sqrt(Math.max(0, eigenvalues[i]));
            sum += eigenvalues[i];
        }
        if (sum == 0) {
            return 0;
        }
        double entropy = 0;
        for (double singular : eigenvalues) {
            double share = singular / sum + RANK_FLOOR;
            entropy -= share * StrictMath.log(share);
        }
        return StrictMath.exp(entropy);
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

    private static double[][] doubles(float[][] vectors) {
        double[][] result = new double[vectors.length][vectors[0].length];
        for (int i = 0; i < vectors.length; i++) {
            for (int j = 0; j < vectors[i].length; j++) {
                result[i][j] = vectors[i][j];
            }
        }
        return result;
    }

    private static double[][] centred(double[][] rows) {
        double[] means = new double[rows[0].length];
        for (double[] row : rows) {
            for (int j = 0; j < means.length; j++) {
                means[j] += row[j] / rows.length;
            }
        }
        double[][] centred = new double[rows.length][means.length];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < means.length; j++) {
                double difference = rows[i][j] - means[j];
                // What rounding of the mean left behind is no spread.
                centred[i][j] = Math.abs(difference) <= ROUNDING * Math.abs(means[j]) ? 0 : difference;
            }
        }
        return centred;
    }
}
