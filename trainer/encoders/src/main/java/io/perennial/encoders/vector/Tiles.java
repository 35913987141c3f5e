package io.perennial.encoders.vector;

import jdk.incubator.vector.FloatVector;

/**
 * Products of small matrices on the heap whose sides are padded to multiples of {@link Lanes#SUMS}. Each element is one chain of fused
 * multiplications and additions in the order of the summed index.
 */
final class Tiles {
    private static final int ROWS = 4;

    private Tiles() {}

    /**
     * {@code output = left * right}.
     *
     * @param left (rows, terms), the element (i, k) at {@code i * leftRow + k * leftColumn}
     * @param right (terms, columns), row-major
     * @param output (rows, columns), row-major
     * @param rows a multiple of 4
     * @param columns a multiple of the number of lanes
     */
    static void product(
            float[] left,
            int leftRow,
            int leftColumn,
            float[] right,
            float[] output,
            int rows,
            int terms,
            int columns) {
        int column = 0;
        for (; column + 2 * Lanes.COUNT <= columns; column += 2 * Lanes.COUNT) {
            for (int row = 0; row < rows; row += ROWS) {
                twoVectors(left, row * leftRow, leftRow, leftColumn, right, column, output, row, terms, columns);
            }
        }
        for (; column < columns; column += Lanes.COUNT) {
            for (int row = 0; row < rows; row += ROWS) {
                oneVector(left, row * leftRow, leftRow, leftColumn, right, column, output, row, terms, columns);
            }
        }
    }

    private static void twoVectors(
            float[] left,
            int from,
            int leftRow,
            int leftColumn,
            float[] right,
            int column,
            float[] output,
            int row,
            int terms,
            int columns) {
        FloatVector a0 = FloatVector.zero(Lanes.SPECIES);
        FloatVector a1 = a0;
        FloatVector b0 = a0;
        FloatVector b1 = a0;
        FloatVector c0 = a0;
        FloatVector c1 = a0;
        FloatVector d0 = a0;
        FloatVector d1 = a0;
        int at = from;
        int above = column;
        for (int term = 0; term < terms; term++) {
            FloatVector right0 = FloatVector.fromArray(Lanes.SPECIES, right, above);
            FloatVector right1 = FloatVector.fromArray(Lanes.SPECIES, right, above + Lanes.COUNT);
            FloatVector a = FloatVector.broadcast(Lanes.SPECIES, left[at]);
            FloatVector b = FloatVector.broadcast(Lanes.SPECIES, left[at + leftRow]);
            FloatVector c = FloatVector.broadcast(Lanes.SPECIES, left[at + 2 * leftRow]);
            FloatVector d = FloatVector.broadcast(Lanes.SPECIES, left[at + 3 * leftRow]);
            a0 = a.fma(right0, a0);
            a1 = a.fma(right1, a1);
            b0 = b.fma(right0, b0);
            b1 = b.fma(right1, b1);
            c0 = c.fma(right0, c0);
            c1 = c.fma(right1, c1);
            d0 = d.fma(right0, d0);
            d1 = d.fma(right1, d1);
            at += leftColumn;
            above += columns;
        }
        int to = row * columns + column;
        a0.intoArray(output, to);
        a1.intoArray(output, to + Lanes.COUNT);
        b0.intoArray(output, to + columns);
        b1.intoArray(output, to + columns + Lanes.COUNT);
        c0.intoArray(output, to + 2 * columns);
        c1.intoArray(output, to + 2 * columns + Lanes.COUNT);
        d0.intoArray(output, to + 3 * columns);
        d1.intoArray(output, to + 3 * columns + Lanes.COUNT);
    }

    private static void oneVector(
            float[] left,
            int from,
            int leftRow,
            int leftColumn,
            float[] right,
            int column,
            float[] output,
            int row,
            int terms,
            int columns) {
        FloatVector a = FloatVector.zero(Lanes.SPECIES);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        int at = from;
        int above = column;
        for (int term = 0; term < terms; term++) {
            FloatVector factor = FloatVector.fromArray(Lanes.SPECIES, right, above);
            a = factor.fma(FloatVector.broadcast(Lanes.SPECIES, left[at]), a);
            b = factor.fma(FloatVector.broadcast(Lanes.SPECIES, left[at + leftRow]), b);
            c = factor.fma(FloatVector.broadcast(Lanes.SPECIES, left[at + 2 * leftRow]), c);
            d = factor.fma(FloatVector.broadcast(Lanes.SPECIES, left[at + 3 * leftRow]), d);
            at += leftColumn;
            above += columns;
        }
        int to = row * columns + column;
        a.intoArray(output, to);
        b.intoArray(output, to + columns);
        c.intoArray(output, to + 2 * columns);
        d.intoArray(output, to + 3 * columns);
    }

    /** {@code output[j, i] = input[from + i * stride + j]} for i below rows and j below columns. */
    static void transpose(
            float[] input, int from, int stride, int rows, int columns, float[] output, int outputStride) {
        for (int row = 0; row < rows; row++) {
            int at = from + row * stride;
            for (int column = 0; column < columns; column++) {
                output[column * outputStride + row] = input[at + column];
            }
        }
    }

    /** Copies rows of a wider matrix into a tile, or out of it where the strides are exchanged. */
    static void copy(
            float[] input, int from, int stride, int rows, int columns, float[] output, int to, int outputStride) {
        for (int row = 0; row < rows; row++) {
            System.arraycopy(input, from + row * stride, output, to + row * outputStride, columns);
        }
    }
}
