package io.perennial.encoders;

/**
 * How much of their space embeddings use: what collapses first when self-supervised training goes wrong, and needs no labels.
 *
 * @param rankMe effective rank: the exponential of the entropy of the normalised singular values (Garrido et al., "RankMe", ICML 2023), of
 *     the centred embeddings; 0 if all are equal, NaN if any is not finite
 * @param deviation mean standard deviation of the dimensions of embeddings of length 1, times the root of their number: 1 for directions
 *     that fill the space evenly, 0 if all point the same way (Chen and He, 2021); NaN if any is not finite
 */
public record EmbeddingSpread(double rankMe, double deviation) {
    private static final double RANK_FLOOR = 1e-7;
    private static final double NEGLIGIBLE = 1e-12;

    /**
     * Measures embeddings.
     *
     * @param vectors shape (examples, dimensions), at least two examples
     */
    public static EmbeddingSpread of(float[][] vectors) {
        if (!EmbeddingRows.areFinite(vectors)) {
            return new EmbeddingSpread(Double.NaN, Double.NaN);
        }
        return new EmbeddingSpread(
                rankMe(singularValues(EmbeddingRows.centred(EmbeddingRows.of(vectors)))), deviation(vectors));
    }

    private static double[] singularValues(double[][] centred) {
        double[] eigenvalues = SymmetricEigenvalues.of(products(centred));
        double greatest = 0;
        for (double eigenvalue : eigenvalues) {
            greatest = Math.max(greatest, eigenvalue);
        }
        double[] singular = new double[eigenvalues.length];
        for (int i = 0; i < singular.length; i++) {
            // What rounding left behind is no direction of its own.
            singular[i] = eigenvalues[i] <= NEGLIGIBLE * greatest ? 0 : Math.sqrt(eigenvalues[i]);
        }
        return singular;
    }

    /** The effective rank of embeddings with these singular values. */
    public static double rankMe(double[] singular) {
        double sum = 0;
        for (double value : singular) {
            sum += value;
        }
        if (sum == 0) {
            return 0;
        }
        double entropy = 0;
        for (double value : singular) {
            double share = value / sum + RANK_FLOOR;
            entropy -= share * StrictMath.log(share);
        }
        return StrictMath.exp(entropy);
    }

    private static double deviation(float[][] vectors) {
        double[][] directions = EmbeddingRows.of(vectors);
        for (double[] direction : directions) {
            double squares = 0;
            for (double component : direction) {
                squares += component * component;
            }
            double length = Math.sqrt(squares);
            for (int j = 0; j < direction.length && length > 0; j++) {
                direction[j] /= length;
            }
        }
        double[][] centred = EmbeddingRows.centred(directions);
        int dimensions = centred[0].length;
        double sum = 0;
        for (int j = 0; j < dimensions; j++) {
            double variance = 0;
            for (double[] row : centred) {
                variance += row[j] * row[j] / centred.length;
            }
            sum += Math.sqrt(variance);
        }
        return sum / dimensions * Math.sqrt(dimensions);
    }

    /** Products of all pairs of rows: the same eigenvalues as the covariance, but fewer of them. */
    private static double[][] products(double[][] rows) {
        double[][] products = new double[rows.length][rows.length];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j <= i; j++) {
                double product = 0;
                for (int k = 0; k < rows[i].length; k++) {
                    product += rows[i][k] * rows[j][k];
                }
                products[i][j] = product;
                products[j][i] = product;
            }
        }
        return products;
    }
}
