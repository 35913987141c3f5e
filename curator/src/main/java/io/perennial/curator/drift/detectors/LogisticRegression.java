package io.perennial.curator.drift.detectors;

/**
 * Logistic regression on standardised coordinates, learned by stochastic gradient descent in an order that the seed gives: the linear
 * classifier that tells new rows from old ones.
 */
final class LogisticRegression {
    /**
     * @param epochs passes over the rows
     * @param rate of the first pass; that of pass e is rate / (1 + e)
     * @param penalty of the squared weights
     */
    record Settings(int epochs, double rate, double penalty) {
        Settings {
            Require.atLeast(epochs, 1, "epochs");
            Require.inside(rate, 0, 1, "rate");
            Require.inside(penalty, 0, 1, "penalty");
        }
    }

    private final double[] weights;
    private double bias;

    private LogisticRegression(int coordinates) {
        weights = new double[coordinates];
    }

    /** Learns to tell rows that are positive; the order of passes is drawn. */
    static LogisticRegression learn(double[][] rows, boolean[] positive, Settings settings, SeededDraws draws) {
        LogisticRegression model = new LogisticRegression(rows[0].length);
        int[] order = new int[rows.length];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        for (int epoch = 0; epoch < settings.epochs; epoch++) {
            draws.shuffle(order);
            double rate = settings.rate / (1 + epoch);
            for (int row : order) {
                model.step(rows[row], positive[row] ? 1 : 0, rate, settings.penalty);
            }
        }
        return model;
    }

    private void step(double[] row, double label, double rate, double penalty) {
        double error = label - 1 / (1 + StrictMath.exp(-score(row)));
        for (int i = 0; i < weights.length; i++) {
            weights[i] += rate * (error * row[i] - penalty * weights[i]);
        }
        bias += rate * error;
    }

    /** Logarithm of the odds that the row is positive. */
    double score(double[] row) {
        double sum = bias;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * row[i];
        }
        return sum;
    }

    double weight(int coordinate) {
        return weights[coordinate];
    }
}
