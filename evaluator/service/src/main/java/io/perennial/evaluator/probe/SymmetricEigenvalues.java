package io.perennial.evaluator.probe;

/**
 * Eigenvalues of a symmetric matrix: Householder reduction to tridiagonal form, then QL with implicit shifts (Golub and Van Loan,
 * "Matrix Computations", 4th edition, section 8.3). Time grows with the cube of the size.
 */
final class SymmetricEigenvalues {
    private static final int MAXIMUM_SWEEPS = 60;

    private final double[] diagonal;
    private final double[] offDiagonal;

    private SymmetricEigenvalues(double[][] matrix) {
        diagonal = new double[matrix.length];
        offDiagonal = new double[matrix.length];
        reduce(matrix);
    }

    /** The eigenvalues in no particular order. The matrix is overwritten. */
    static double[] of(double[][] matrix) {
        SymmetricEigenvalues eigenvalues = new SymmetricEigenvalues(matrix);
        eigenvalues.iterate();
        return eigenvalues.diagonal;
    }

    /** Reflections from the last row upwards; offDiagonal[i] couples rows i - 1 and i. */
    private void reduce(double[][] matrix) {
        int size = matrix.length;
        for (int row = size - 1; row > 0; row--) {
            double squares = 0;
            for (int j = 0; j < row; j++) {
                squares += matrix[row][j] * matrix[row][j];
            }
            double pivot = matrix[row][row - 1];
            double length = Math.sqrt(squares);
            offDiagonal[row] = pivot > 0 ? -length : length;
            if (length > 0) {
                double[] reflector = java.util.Arrays.copyOf(matrix[row], row);
                reflector[row - 1] = pivot - offDiagonal[row];
                reflect(matrix, reflector, squares - pivot * offDiagonal[row]);
            }
        }
        for (int i = 0; i < size; i++) {
            diagonal[i] = matrix[i][i];
        }
    }

    /** Applies {@code H A H} with {@code H = I - u u' / h} to the leading block. */
    private static void reflect(double[][] matrix, double[] u, double h) {
        int size = u.length;
        double[] p = new double[size];
        double projection = 0;
        for (int i = 0; i < size; i++) {
            double sum = 0;
            for (int j = 0; j < size; j++) {
                sum += matrix[i][j] * u[j];
            }
            p[i] = sum / h;
            projection += u[i] * p[i];
        }
        for (int i = 0; i < size; i++) {
            p[i] -= projection / (2 * h) * u[i];
        }
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                matrix[i][j] -= u[i] * p[j] + p[i] * u[j];
            }
        }
    }

    private void iterate() {
        int size = diagonal.length;
        System.arraycopy(offDiagonal, 1, offDiagonal, 0, size - 1);
        offDiagonal[size - 1] = 0;
        for (int low = 0; low < size; low++) {
            int sweeps = 0;
            for (int end = blockEnd(low); end != low; end = blockEnd(low)) {
                if (sweeps++ == MAXIMUM_SWEEPS) {
                    throw new ArithmeticException(
                            "eigenvalues did not converge: the matrix is not finite or not symmetric");
                }
                sweep(low, end);
            }
        }
    }

    private int blockEnd(int low) {
        int end = low;
        while (end < diagonal.length - 1) {
            double scale = Math.abs(diagonal[end]) + Math.abs(diagonal[end + 1]);
            if (Math.abs(offDiagonal[end]) <= Math.ulp(scale)) {
                break;
            }
            end++;
        }
        return end;
    }

    /** One QL sweep with Wilkinson's shift over rows low to end. */
    private void sweep(int low, int end) {
        double g = (diagonal[low + 1] - diagonal[low]) / (2 * offDiagonal[low]);
        double r = Math.hypot(g, 1);
        g = diagonal[end] - diagonal[low] + offDiagonal[low] / (g + Math.copySign(r, g));
        double sine = 1;
        double cosine = 1;
        double carried = 0;
        for (int i = end - 1; i >= low; i--) {
            double f = sine * offDiagonal[i];
            double b = cosine * offDiagonal[i];
            r = Math.hypot(f, g);
            offDiagonal[i + 1] = r;
            if (r == 0) {
                diagonal[i + 1] -= carried;
                offDiagonal[end] = 0;
                return;
            }
            sine = f / r;
            cosine = g / r;
            g = diagonal[i + 1] - carried;
            r = (diagonal[i] - g) * sine + 2 * cosine * b;
            carried = sine * r;
            diagonal[i + 1] = g + carried;
            g = cosine * r - b;
        }
        diagonal[low] -= carried;
        offDiagonal[low] = g;
        offDiagonal[end] = 0;
    }
}
