package io.perennial.encoders.network;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/** What the numbers of a vector are in a checkpoint. In memory all are in single precision. */
public enum StoredNumber {
    /** IEEE 754 single precision: 24 bits of precision. */
    FLOAT32("float32-little-endian", Float.BYTES),
    /** The upper half of it: the same range with 8 bits of precision, for what need not be exact. */
    BFLOAT16("bfloat16-little-endian", Short.BYTES);

    private static final int DROPPED_BITS = 16;
    private static final int LESS_THAN_HALF = 0x7FFF;
    private static final int QUIET_NAN = 0x40;

    private final String label;
    private final int bytes;

    StoredNumber(String label, int bytes) {
        this.label = label;
        this.bytes = bytes;
    }

    /** The name in a manifest. */
    public String label() {
        return label;
    }

    /** The kind of that name. */
    public static Optional<StoredNumber> of(String label) {
        return Arrays.stream(values())
                .filter(stored -> stored.label.equals(label))
                .findFirst();
    }

    /** Bytes of one number. */
    public int bytes() {
        return bytes;
    }

    /** Replaces each value by the nearest one that can be stored; of two as near, the one whose last bit is 0. */
    public void round(float[] values) {
        if (this == FLOAT32) {
            return;
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = wide(narrow(values[i]));
        }
    }

    /** The bytes of the {@linkplain #round rounded} values. */
    public byte[] encode(float[] values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (this == FLOAT32) {
            buffer.asFloatBuffer().put(values);
        } else {
            for (float value : values) {
                buffer.putShort(narrow(value));
            }
        }
        return buffer.array();
    }

    /** The values of these bytes. */
    public float[] decode(byte[] encoded) {
        ByteBuffer buffer = ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[encoded.length / bytes];
        if (this == FLOAT32) {
            buffer.asFloatBuffer().get(values);
        } else {
            for (int i = 0; i < values.length; i++) {
                values[i] = wide(buffer.getShort());
            }
        }
        return values;
    }

    private static short narrow(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            // The payload that is left could be zero, which would be infinity.
            return (short) ((bits >>> DROPPED_BITS) | QUIET_NAN);
        }
        int lastKept = (bits >>> DROPPED_BITS) & 1;
        return (short) ((bits + LESS_THAN_HALF + lastKept) >>> DROPPED_BITS);
    }

    private static float wide(short bits) {
        return Float.intBitsToFloat(bits << DROPPED_BITS);
    }
}
