package io.perennial.encoders.network;

/** Fixed sine and cosine positions in two dimensions (He et al., 2022): half of the width for the row, half for the column. */
final class PatchPositions {
    private static final double BASE = 10_000;

    private PatchPositions() {}

    /** Row-major (patches, width) for a square grid. */
    static float[] of(int grid, int width) {
        if (width % 4 != 0) {
            throw new IllegalArgumentException("width must be a multiple of 4, was " + width);
        }
        float[] positions = new float[grid * grid * width];
        for (int patch = 0; patch < grid * grid; patch++) {
            encode(positions, patch * width, width / 2, patch / grid);
            encode(positions, patch * width + width / 2, width / 2, patch % grid);
        }
        return positions;
    }

    private static void encode(float[] positions, int from, int width, int coordinate) {
        for (int i = 0; i < width / 2; i++) {
            double angle = coordinate / StrictMath.pow(BASE, 2.0 * i / width);
            positions[from + i] = (float) StrictMath.sin(angle);
            positions[from + width / 2 + i] = (float) StrictMath.cos(angle);
        }
    }
}
