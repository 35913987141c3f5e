package io.perennial.encoders.pretrained;

import java.nio.ByteBuffer;

/** What the numbers of a safetensors file are. */
enum ElementType {
    F64(8),
    F32(4),
    F16(2),
    BF16(2),
    F8_E4M3(1),
    F8_E5M2(1),
    I64(8),
    I32(4),
    I16(2),
    I8(1),
    U64(8),
    U32(4),
    U16(2),
    U8(1),
    BOOL(1);

    private static final int HALF_MANTISSA = 10;
    private static final int HALF_BIAS = 15;

    private final int bytes;

    ElementType(int bytes) {
        this.bytes = bytes;
    }

    int bytes() {
        return bytes;
    }

    boolean isReadable() {
        return this == F64 || this == F32 || this == F16 || this == BF16;
    }

    /** The next number of a little-endian buffer. */
    float next(ByteBuffer buffer) {
        return switch (this) {
            case F64 -> (float) buffer.getDouble();
            case F32 -> buffer.getFloat();
            case F16 -> half(buffer.getShort());
            case BF16 -> Float.intBitsToFloat(buffer.getShort() << Short.SIZE);
            default -> throw new IllegalStateException("numbers of type " + this + " are not read");
        };
    }

    /** IEEE 754 binary16. */
    private static float half(short bits) {
        int exponent = (bits >> HALF_MANTISSA) & 0x1F;
        int mantissa = bits & 0x3FF;
        float sign = bits < 0 ? -1 : 1;
        if (exponent == 0x1F) {
            return mantissa == 0 ? sign * Float.POSITIVE_INFINITY : Float.NaN;
        }
        return exponent == 0
                ? sign * Math.scalb((float) mantissa, 1 - HALF_BIAS - HALF_MANTISSA)
                : sign * Math.scalb((float) (mantissa | 0x400), exponent - HALF_BIAS - HALF_MANTISSA);
    }
}
