package io.perennial.evaluator.probe;

/** Mean and standard deviation of each dimension, taken from one set of vectors and applied to others. */
final class Standardisation {
    private final double[] means;
    private final double[] deviations;

    Standardisation(float[][] vectors) {
        int dimensions = vectors[0].length;
        means = new double[dimensions];
        deviations = new double[dimensions];
        for (float[] vector : vectors) {
            for (int j = 0; j < dimensions; j++) {
                means[j] += vector[j] / (double) vectors.length;
            }
        }
        for (float[] vector : vectors) {
            for (int j = 0; j < dimensions; j++) {
                double difference = vector[j] - means[j];
                deviations[j] += difference * difference / vectors.length;
            }
        }
        for (int j = 0; j < dimensions; j++) {
            // A constant dimension says nothing; it stays zero instead of being blown up.
            deviations[j] = deviations[j] > 0 ? Math.sqrt(deviations[j]) : 1;
        }
    }

    double[][] apply(float[][] vectors) {
        double[][] result = new double[vectors.length][means.length];
        for (int i = 0; i < vectors.length; i++) {
            for (int j = 0; j < means.length; j++) {
                result[i][j] = (vectors[i][j] - means[j]) / deviations[j];
            }
        }
        return result;
    }
}
