package io.perennial.curator.drift.detectors;

import java.nio.ByteBuffer;

/**
 * How sure {@link HddmA} and {@link HddmW} have to be.
 *
 * @param drift probability of a false alarm that the bound allows at one cut
 * @param warning the same of a warning; larger
 * @param bothSides whether a falling rate is looked for, too
 */
public record HoeffdingSettings(double drift, double warning, boolean bothSides) {
    static final int BYTES = 2 * Double.BYTES + Byte.BYTES;

    public HoeffdingSettings {
        Require.inside(warning, 0, 1, "warning");
        Require.inside(drift, 0, warning, "drift");
    }

    /** 0.001 for drift, 0.005 for a warning. */
    public static HoeffdingSettings usual(boolean bothSides) {
        return new HoeffdingSettings(0.001, 0.005, bothSides);
    }

    void write(ByteBuffer bytes) {
        bytes.putDouble(drift).putDouble(warning).put((byte) (bothSides ? 1 : 0));
    }

    static HoeffdingSettings read(ByteBuffer bytes) {
        return new HoeffdingSettings(bytes.getDouble(), bytes.getDouble(), bytes.get() != 0);
    }
}
