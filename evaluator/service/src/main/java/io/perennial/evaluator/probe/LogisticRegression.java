package io.perennial.evaluator.probe;

/**
 * Multinomial logistic regression: minimises the sum of the log losses plus {@code |W|^2 / (2 C)}; the bias is not penalised
 * (the convention of scikit-learn's {@code LogisticRegression(solver="lbfgs")}). In double precision.
 */
final class LogisticRegression {
    private static final double TOLERANCE_FOR_EACH_EXAMPLE = 1e-6;

    private final int classes;
    private final int dimensions;
    private final double tolerance;
    private final int maximumIterations;

    LogisticRegression(int classes, int dimensions, double tolerance, int maximumIterations) {
        this.classes = classes;
        this.dimensions = dimensions;
        this.tolerance = tolerance;
        this.maximumIterations = maximumIterations;
    }

    static LogisticRegression forProbe(int classes, int dimensions) {
        return new LogisticRegression(classes, dimensions, TOLERANCE_FOR_EACH_EXAMPLE, 1000);
    }

    double[] zeros() {
        return new double[classes * (dimensions + 1)];
    }

    /**
     * Fits the weights.
     *
     * @param features shape (examples, dimensions)
     * @param start weights to start from: for each class its weights, then its bias
     * @return weights in the same layout
     */
    double[] fit(double[][] features, int[] labels, double c, double[] start) {
        Objective objective = (point, gradient) -> loss(features, labels, c, point, gradient);
        return new Lbfgs(tolerance * Math.max(1, labels.length), maximumIterations)
                .minimise(objective, start)
                .point();
    }

    /** Log probabilities of all classes, shape (examples, classes). */
    double[][] logProbabilities(double[][] features, double[] weights) {
        double[][] result = new double[features.length][classes];
        for (int i = 0; i < features.length; i++) {
            scores(features[i], weights, result[i]);
            double normaliser = logSum(result[i]);
            for (int k = 0; k < classes; k++) {
                result[i][k] -= normaliser;
            }
        }
        return result;
    }

    double loss(double[][] features, int[] labels, double c, double[] weights, double[] gradient) {
        double sum = penalty(c, weights, gradient);
        double[] scores = new double[classes];
        for (int i = 0; i < labels.length; i++) {
            scores(features[i], weights, scores);
            double normaliser = logSum(scores);
            sum += normaliser - scores[labels[i]];
            for (int k = 0; k < classes; k++) {
                double residual = StrictMath.exp(scores[k] - normaliser) - (k == labels[i] ? 1 : 0);
                accumulate(gradient, k * (dimensions + 1), residual, features[i]);
            }
        }
        return sum;
    }

    private double penalty(double c, double[] weights, double[] gradient) {
        double squares = 0;
        for (int k = 0; k < classes; k++) {
            int offset = k * (dimensions + 1);
            for (int j = 0; j < dimensions; j++) {
                squares += weights[offset + j] * weights[offset + j];
                gradient[offset + j] = weights[offset + j] / c;
            }
            gradient[offset + dimensions] = 0;
        }
        return squares / (2 * c);
    }

    private void accumulate(double[] gradient, int offset, double residual, double[] feature) {
        for (int j = 0; j < dimensions; j++) {
            gradient[offset + j] += residual * feature[j];
        }
        gradient[offset + dimensions] += residual;
    }

    private void scores(double[] feature, double[] weights, double[] scores) {
        for (int k = 0; k < classes; k++) {
            int offset = k * (dimensions + 1);
            scores[k] = dot(feature, weights, offset) + weights[offset + dimensions];
        }
    }

    /** Four sums at a time: one sum alone waits for each addition. */
    private double dot(double[] feature, double[] weights, int offset) {
        double first = 0;
        double second = 0;
        double third = 0;
        double fourth = 0;
        int j = 0;
        for (; j + 3 < dimensions; j += 4) {
            first += feature[j] * weights[offset + j];
            second += feature[j + 1] * weights[offset + j + 1];
            third += feature[j + 2] * weights[offset + j + 2];
            fourth += feature[j + 3] * weights[offset + j + 3];
        }
        for (; j < dimensions; j++) {
            first += feature[j] * weights[offset + j];
        }
        return (first + second) + (third + fourth);
    }

    private static double logSum(double[] scores) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double score : scores) {
            largest = Math.max(largest, score);
        }
        double sum = 0;
        for (double score : scores) {
            sum += StrictMath.exp(score - largest);
        }
        return largest + StrictMath.log(sum);
    }
}
