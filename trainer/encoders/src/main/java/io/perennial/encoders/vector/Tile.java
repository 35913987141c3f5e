package io.perennial.encoders.vector;

/**
 * A matrix within an array on the heap.
 *
 * @param values the array
 * @param from where the element (0, 0) lies
 * @param row from a row to the next
 * @param column from a column to the next
 */
record Tile(float[] values, int from, int row, int column) {
    /** Rows and columns exchanged. */
    Tile transposed() {
        return new Tile(values, from, column, row);
    }
}
