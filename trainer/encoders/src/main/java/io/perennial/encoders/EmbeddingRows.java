package io.perennial.encoders;

/** Embeddings as a matrix of doubles, one row each, for measures of them. */
public final class EmbeddingRows {
    private static final double NEGLIGIBLE = 1e-12;

    private EmbeddingRows() {}

    public static boolean areFinite(float[][] vectors) {
        for (float[] vector : vectors) {
            for (float component : vector) {
                if (!Float.isFinite(component)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** @param vectors shape (examples, dimensions), at least one example */
    public static double[][] of(float[][] vectors) {
        double[][] rows = new double[vectors.length][vectors[0].length];
        for (int i = 0; i < vectors.length; i++) {
            for (int j = 0; j < vectors[i].length; j++) {
                rows[i][j] = vectors[i][j];
            }
        }
        return rows;
    }

    /** The rows less their mean. */
    public static double[][] centred(double[][] rows) {
        double[][] centred = new double[rows.length][rows[0].length];
        for (int j = 0; j < rows[0].length; j++) {
            double mean = 0;
            for (double[] row : rows) {
                mean += row[j] / rows.length;
            }
            for (int i = 0; i < rows.length; i++) {
                double difference = rows[i][j] - mean;
                // What rounding of the mean left behind is no spread.
                centred[i][j] = Math.abs(difference) <= NEGLIGIBLE * Math.abs(mean) ? 0 : difference;
            }
        }
        return centred;
    }
}
