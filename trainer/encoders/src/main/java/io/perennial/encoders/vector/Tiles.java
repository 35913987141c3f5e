package io.perennial.encoders.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Products of small matrices on the heap. Each element is one chain of fused multiplications and additions in the order of the summed
 * index. Rows go four at a time: there must be room for up to three behind the last, which are read and written. Of the right factor
 * whole vectors are read: up to {@link Lanes#SUMS} - 1 elements behind the last.
 */
final class Tiles {
    private static final int ROWS = 4;

    private Tiles() {}

    /**
     * {@code output = left * right}.
     *
     * @param left (rows, terms)
     * @param right (terms, columns), the columns next to each other
     * @param output (rows, columns), the columns next to each other
     */
    static void product(Tile left, Tile right, Tile output, int rows, int terms, int columns) {
        int column = 0;
        for (; column + 2 * Lanes.COUNT <= columns; column += 2 * Lanes.COUNT) {
            for (int row = 0; row < rows; row += ROWS) {
                twoVectors(left, right, output, row, column, terms);
            }
        }
        for (; column < columns; column += Lanes.COUNT) {
            for (int row = 0; row < rows; row += ROWS) {
                oneVector(left, right, output, row, column, terms, columns);
            }
        }
    }

    private static void twoVectors(Tile left, Tile right, Tile output, int row, int column, int terms) {
        FloatVector a0 = FloatVector.zero(Lanes.SPECIES);
        FloatVector a1 = a0;
        FloatVector b0 = a0;
        FloatVector b1 = a0;
        FloatVector c0 = a0;
        FloatVector c1 = a0;
        FloatVector d0 = a0;
        FloatVector d1 = a0;
        float[] factors = left.values();
        float[] vectors = right.values();
        int next = left.row();
        int at = left.from() + row * next;
        int above = right.from() + column;
        for (int term = 0; term < terms; term++) {
            FloatVector right0 = FloatVector.fromArray(Lanes.SPECIES, vectors, above);
            FloatVector right1 = FloatVector.fromArray(Lanes.SPECIES, vectors, above + Lanes.COUNT);
            FloatVector a = FloatVector.broadcast(Lanes.SPECIES, factors[at]);
            FloatVector b = FloatVector.broadcast(Lanes.SPECIES, factors[at + next]);
            FloatVector c = FloatVector.broadcast(Lanes.SPECIES, factors[at + 2 * next]);
            FloatVector d = FloatVector.broadcast(Lanes.SPECIES, factors[at + 3 * next]);
            a0 = a.fma(right0, a0);
            a1 = a.fma(right1, a1);
            b0 = b.fma(right0, b0);
            b1 = b.fma(right1, b1);
            c0 = c.fma(right0, c0);
            c1 = c.fma(right1, c1);
            d0 = d.fma(right0, d0);
            d1 = d.fma(right1, d1);
            at += left.column();
            above += right.row();
        }
        float[] result = output.values();
        int to = output.from() + row * output.row() + column;
        a0.intoArray(result, to);
        a1.intoArray(result, to + Lanes.COUNT);
        to += output.row();
        b0.intoArray(result, to);
        b1.intoArray(result, to + Lanes.COUNT);
        to += output.row();
        c0.intoArray(result, to);
        c1.intoArray(result, to + Lanes.COUNT);
        to += output.row();
        d0.intoArray(result, to);
        d1.intoArray(result, to + Lanes.COUNT);
    }

    private static void oneVector(Tile left, Tile right, Tile output, int row, int column, int terms, int columns) {
        FloatVector a = FloatVector.zero(Lanes.SPECIES);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        float[] factors = left.values();
        int next = left.row();
        int at = left.from() + row * next;
        int above = right.from() + column;
        for (int term = 0; term < terms; term++) {
            FloatVector vector = FloatVector.fromArray(Lanes.SPECIES, right.values(), above);
            a = vector.fma(FloatVector.broadcast(Lanes.SPECIES, factors[at]), a);
            b = vector.fma(FloatVector.broadcast(Lanes.SPECIES, factors[at + next]), b);
            c = vector.fma(FloatVector.broadcast(Lanes.SPECIES, factors[at + 2 * next]), c);
            d = vector.fma(FloatVector.broadcast(Lanes.SPECIES, factors[at + 3 * next]), d);
            at += left.column();
            above += right.row();
        }
        VectorMask<Float> within = Lanes.SPECIES.indexInRange(column, columns);
        float[] result = output.values();
        int to = output.from() + row * output.row() + column;
        a.intoArray(result, to, within);
        b.intoArray(result, to + output.row(), within);
        c.intoArray(result, to + 2 * output.row(), within);
        d.intoArray(result, to + 3 * output.row(), within);
    }

    /** {@code output[j, i] = input[i, j]} for i below the number of rows or the next multiple of 4, and j below columns. */
    static void transpose(Tile input, int rows, int columns, Tile output) {
        float[] from = input.values();
        float[] to = output.values();
        int next = input.row();
        int below = output.row();
        for (int row = 0; row < rows; row += ROWS) {
            int at = input.from() + row * next;
            int put = output.from() + row;
            for (int column = 0; column < columns; column++) {
                to[put] = from[at];
                to[put + 1] = from[at + next];
                to[put + 2] = from[at + 2 * next];
                to[put + 3] = from[at + 3 * next];
                at++;
                put += below;
            }
        }
    }
}
