package io.perennial.encoders.network;

import java.util.List;

/**
 * One trained tensor inside the flat vector.
 *
 * @param name dotted path, for example {@code block.0.attention.input.weight}
 * @param shape row-major shape
 * @param initial how it starts
 * @param amount standard deviation where the start is normal, the value where it is constant, else 0
 * @param offset index of its first element in the flat vector
 */
public record Parameter(String name, List<Long> shape, Initial initial, double amount, long offset) {
    /** The start of a parameter. */
    public enum Initial {
        NORMAL,
        ZEROS,
        ONES,
        CONSTANT
    }

    public Parameter {
        shape = List.copyOf(shape);
    }

    /** Weight decay is for matrices alone: gains, biases and single vectors are left free. */
    public boolean isMatrix() {
        return initial == Initial.NORMAL && shape.size() > 1;
    }

    public long elements() {
        return shape.stream().reduce(1L, Math::multiplyExact);
    }
}
