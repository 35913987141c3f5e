package io.perennial.encoders;

import java.util.Arrays;

/**
 * Multinomial logistic regression on standardised embeddings with a small L2 penalty, by full-batch Adam. Good enough to compare two
 * encoders; the evaluator has the exact solver.
 */
final class LinearProbe {
    private static final int ITERATIONS = 400;
    private static final double RATE = 0.05;

    private LinearProbe() {}

    /** Share of test examples that are classified rightly. */
    static double accuracy(float[][] train, int[] trainLabels, float[][] test, int[] testLabels) {
        double[][] scaling = scaling(train);
        double[][] x = standardise(train, scaling);
        double[][] y = standardise(test, scaling);
        int classes = Arrays.stream(trainLabels).max().orElse(0) + 1;
        double[] weights = fit(x, trainLabels, classes, 1e-3);
        int right = 0;
        for (int i = 0; i < y.length; i++) {
            double[] scores = scores(weights, y[i], classes);
            int best = 0;
            for (int k = 1; k < classes; k++) {
                best = scores[k] > scores[best] ? k : best;
            }
            right += best == testLabels[i] ? 1 : 0;
        }
        return (double) right / y.length;
    }

    private static double[] fit(double[][] x, int[] labels, int classes, double penalty) {
        int width = x[0].length;
        double[] weights = new double[classes * (width + 1)];
        double[] first = new double[weights.length];
        double[] second = new double[weights.length];
        for (int iteration = 1; iteration <= ITERATIONS; iteration++) {
            double[] gradient = gradient(weights, x, labels, classes, penalty);
            double rate = RATE * Math.sqrt(1 - Math.pow(0.999, iteration)) / (1 - Math.pow(0.9, iteration));
            for (int i = 0; i < weights.length; i++) {
                first[i] = 0.9 * first[i] + 0.1 * gradient[i];
                second[i] = 0.999 * second[i] + 0.001 * gradient[i] * gradient[i];
                weights[i] -= rate * first[i] / (Math.sqrt(second[i]) + 1e-8);
            }
        }
        return weights;
    }

    private static double[] gradient(double[] weights, double[][] x, int[] labels, int classes, double penalty) {
        int width = x[0].length;
        double[] gradient = new double[weights.length];
        for (int i = 0; i < x.length; i++) {
            double[] p = scores(weights, x[i], classes);
            double max = Arrays.stream(p).max().orElse(0);
            double sum = 0;
            for (int k = 0; k < classes; k++) {
                p[k] = Math.exp(p[k] - max);
                sum += p[k];
            }
            for (int k = 0; k < classes; k++) {
                double error = (p[k] / sum - (labels[i] == k ? 1 : 0)) / x.length;
                int from = k * (width + 1);
                for (int j = 0; j < width; j++) {
                    gradient[from + j] += error * x[i][j];
                }
                gradient[from + width] += error;
            }
        }
        for (int i = 0; i < weights.length; i++) {
            gradient[i] += penalty * weights[i];
        }
        return gradient;
    }

    private static double[] scores(double[] weights, double[] x, int classes) {
        double[] scores = new double[classes];
        for (int k = 0; k < classes; k++) {
            int from = k * (x.length + 1);
            double sum = weights[from + x.length];
            for (int j = 0; j < x.length; j++) {
                sum += weights[from + j] * x[j];
            }
            scores[k] = sum;
        }
        return scores;
    }

    private static double[][] scaling(float[][] rows) {
        int width = rows[0].length;
        double[] mean = new double[width];
        double[] deviation = new double[width];
        for (float[] row : rows) {
            for (int j = 0; j < width; j++) {
                mean[j] += row[j] / (double) rows.length;
            }
        }
        for (float[] row : rows) {
            for (int j = 0; j < width; j++) {
                deviation[j] += (row[j] - mean[j]) * (row[j] - mean[j]) / rows.length;
            }
        }
        for (int j = 0; j < width; j++) {
            deviation[j] = Math.sqrt(deviation[j]) + 1e-9;
        }
        return new double[][] {mean, deviation};
    }

    private static double[][] standardise(float[][] rows, double[][] scaling) {
        double[][] result = new double[rows.length][rows[0].length];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < rows[i].length; j++) {
                result[i][j] = (rows[i][j] - scaling[0][j]) / scaling[1][j];
            }
        }
        return result;
    }
}
