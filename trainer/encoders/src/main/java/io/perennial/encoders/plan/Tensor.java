package io.perennial.encoders.plan;

import java.util.Arrays;
import java.util.Objects;

/** A strided view of a {@link Buffer}: shape, strides and offset in elements. Immutable. */
public final class Tensor {
    private final Buffer buffer;
    private final long offset;
    private final long[] shape;
    private final long[] strides;
    private final boolean contiguous;

    private Tensor(Buffer buffer, long offset, long[] shape, long[] strides) {
        this.buffer = buffer;
        this.offset = offset;
        this.shape = shape;
        this.strides = strides;
        contiguous = Arrays.equals(strides, rowMajor(shape));
        if (offset < 0 || offset + extent(shape, strides) > buffer.length()) {
            throw new IllegalArgumentException(
                    "view " + Arrays.toString(shape) + " at " + offset + " leaves " + buffer);
        }
    }

    /** A row-major view of the given shape that starts at an offset. */
    public static Tensor of(Buffer buffer, long offset, long... shape) {
        return new Tensor(buffer, offset, shape.clone(), rowMajor(shape));
    }

    public Buffer buffer() {
        return buffer;
    }

    public long offset() {
        return offset;
    }

    public long[] shape() {
        return shape.clone();
    }

    public long[] strides() {
        return strides.clone();
    }

    public int rank() {
        return shape.length;
    }

    public long size(int dimension) {
        return shape[dimension];
    }

    public long elements() {
        return product(shape);
    }

    /** True when the elements lie next to each other in row-major order. */
    public boolean isContiguous() {
        return contiguous;
    }

    /** The same elements in another shape; only for contiguous tensors. */
    public Tensor reshape(long... newShape) {
        if (!isContiguous() || product(newShape) != elements()) {
            throw new IllegalArgumentException(
                    "cannot reshape " + this + " to " + Arrays.toString(newShape) + " without a copy");
        }
        return of(buffer, offset, newShape);
    }

    /** The dimensions in another order. */
    public Tensor permute(int... order) {
        long[] newShape = new long[order.length];
        long[] newStrides = new long[order.length];
        for (int i = 0; i < order.length; i++) {
            newShape[i] = shape[order[i]];
            newStrides[i] = strides[order[i]];
        }
        return new Tensor(buffer, offset, newShape, newStrides);
    }

    /** The tensor of one rank less at an index of the first dimension. */
    public Tensor slice(long index) {
        Objects.checkIndex(index, shape[0]);
        return new Tensor(
                buffer,
                offset + index * strides[0],
                Arrays.copyOfRange(shape, 1, shape.length),
                Arrays.copyOfRange(strides, 1, strides.length));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tensor tensor
                && buffer == tensor.buffer
                && offset == tensor.offset
                && Arrays.equals(shape, tensor.shape)
                && Arrays.equals(strides, tensor.strides);
    }

    @Override
    public int hashCode() {
        return Objects.hash(System.identityHashCode(buffer), offset, Arrays.hashCode(shape), Arrays.hashCode(strides));
    }

    @Override
    public String toString() {
        return buffer.name() + "+" + offset + Arrays.toString(shape);
    }

    private static long extent(long[] shape, long[] strides) {
        long last = 0;
        for (int i = 0; i < shape.length; i++) {
            last += (shape[i] - 1) * strides[i];
        }
        return last + 1;
    }

    private static long[] rowMajor(long[] shape) {
        long[] strides = new long[shape.length];
        long stride = 1;
        for (int i = shape.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= shape[i];
        }
        return strides;
    }

    private static long product(long[] shape) {
        long product = 1;
        for (long size : shape) {
            product *= size;
        }
        return product;
    }
}
