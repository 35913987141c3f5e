package io.perennial.encoders;

/** Eigenvalues and eigenvectors of small symmetric matrices by Jacobi's rotations (Golub and Van Loan, Matrix Computations, 8.5). */
public final class SymmetricEigenvalues {
    private static final int MOST_SWEEPS = 60;
    private static final double CONVERGED = 1e-24;

    private SymmetricEigenvalues() {}

    /**
     * All eigenvalues, in no particular order.
     *
     * @param matrix symmetric; overwritten
     */
    static double[] of(double[][] matrix) {
        return of(matrix, new double[0][]);
    }

    /**
     * As {@link #of(double[][])}, and turns further rows by the same rotations: the identity becomes the eigenvectors, one a column in the
     * order of the eigenvalues.
     *
     * @param matrix symmetric; overwritten
     * @param turned as wide as the matrix; overwritten
     */
    public static double[] of(double[][] matrix, double[][] turned) {
        double whole = squares(matrix, true);
        for (int sweep = 0; sweep < MOST_SWEEPS && squares(matrix, false) > CONVERGED * whole; sweep++) {
            for (int p = 0; p < matrix.length; p++) {
                for (int q = p + 1; q < matrix.length; q++) {
                    rotate(matrix, turned, p, q);
                }
            }
        }
        double[] eigenvalues = new double[matrix.length];
        for (int i = 0; i < matrix.length; i++) {
            eigenvalues[i] = matrix[i][i];
        }
        return eigenvalues;
    }

    /** Makes the element (p, q) zero. */
    private static void rotate(double[][] matrix, double[][] turned, int p, int q) {
        if (matrix[p][q] == 0) {
            return;
        }
        double theta = (matrix[q][q] - matrix[p][p]) / (2 * matrix[p][q]);
        double tangent = Math.copySign(1, theta) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        double cosine = 1 / Math.sqrt(tangent * tangent + 1);
        double sine = tangent * cosine;
        turnColumns(matrix, p, q, cosine, sine);
        turnColumns(turned, p, q, cosine, sine);
        for (int k = 0; k < matrix.length; k++) {
            double first = matrix[p][k];
            double second = matrix[q][k];
            matrix[p][k] = cosine * first - sine * second;
            matrix[q][k] = sine * first + cosine * second;
        }
    }

    private static void turnColumns(double[][] rows, int p, int q, double cosine, double sine) {
        for (double[] row : rows) {
            double first = row[p];
            double second = row[q];
            row[p] = cosine * first - sine * second;
            row[q] = sine * first + cosine * second;
        }
    }

    private static double squares(double[][] matrix, boolean withDiagonal) {
        double sum = 0;
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j < matrix.length; j++) {
                sum += i == j && !withDiagonal ? 0 : matrix[i][j] * matrix[i][j];
            }
        }
        return sum;
    }
}
