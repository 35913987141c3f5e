package io.perennial.encoders.nd4j;

import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The memory of one array as the host sees it, for the few operations that are faster or reproducible only as a serial loop.
 * Holds on to the array, whose memory would otherwise be freed underneath. Indices count elements of the whole buffer.
 */
abstract sealed class HostMemory {
    @SuppressWarnings({"unused", "FieldCanBeLocal"}) // Keeps the native memory alive.
    private final INDArray owner;

    private HostMemory(INDArray owner) {
        this.owner = owner;
    }

    static HostMemory of(INDArray array) {
        Pointer pointer = array.data().pointer();
        return array.dataType() == DataType.DOUBLE
                ? new Doubles(array, (DoublePointer) pointer)
                : new Floats(array, (FloatPointer) pointer);
    }

    /** The whole memory, for kernels in single precision. */
    FloatBuffer floats() {
        throw new UnsupportedOperationException("this memory is in double precision");
    }

    abstract double get(int index);

    abstract void set(int index, double value);

    abstract void write(int index, float[] values);

    abstract void read(int index, float[] values);

    abstract void fill(int index, int length, double value);

    /** Copies elements from another memory of the same precision. */
    abstract void copy(int index, HostMemory source, int sourceIndex, int length);

    /** Adds elements of another memory of the same precision. */
    abstract void add(int index, HostMemory source, int sourceIndex, int length);

    /** {@code this[index + i] = 1 / sqrt(source[sourceIndex + i] + epsilon)}. */
    abstract void inverseRoot(int index, HostMemory source, int sourceIndex, int length, double epsilon);

    abstract double squaredNorm(int index, int length);

    private static final class Floats extends HostMemory {
        private static final int LANES = 8;
        private static final int CHUNK = 4096;

        private final FloatBuffer memory;
        private float[] left = new float[CHUNK];
        private float[] right = new float[CHUNK];

        Floats(INDArray array, FloatPointer pointer) {
            super(array);
            memory = pointer.capacity(array.length())
                    .asByteBuffer()
                    .order(ByteOrder.nativeOrder())
                    .asFloatBuffer();
        }

        @Override
        FloatBuffer floats() {
            return memory;
        }

        @Override
        double get(int index) {
            return memory.get(index);
        }

        @Override
        void set(int index, double value) {
            memory.put(index, (float) value);
        }

        @Override
        void write(int index, float[] values) {
            memory.put(index, values);
        }

        @Override
        void read(int index, float[] values) {
            memory.get(index, values);
        }

        @Override
        void fill(int index, int length, double value) {
            float single = (float) value;
            for (int i = index; i < index + length; i++) {
                memory.put(i, single);
            }
        }

        @Override
        void copy(int index, HostMemory source, int sourceIndex, int length) {
            memory.put(index, ((Floats) source).memory, sourceIndex, length);
        }

        @Override
        void add(int index, HostMemory source, int sourceIndex, int length) {
            float[] sum = left(length);
            float[] addend = right(length);
            memory.get(index, sum, 0, length);
            ((Floats) source).memory.get(sourceIndex, addend, 0, length);
            for (int i = 0; i < length; i++) {
                sum[i] += addend[i];
            }
            memory.put(index, sum, 0, length);
        }

        @Override
        void inverseRoot(int index, HostMemory source, int sourceIndex, int length, double epsilon) {
            float[] values = left(length);
            float shift = (float) epsilon;
            ((Floats) source).memory.get(sourceIndex, values, 0, length);
            for (int i = 0; i < length; i++) {
                values[i] = (float) (1 / Math.sqrt(values[i] + shift));
            }
            memory.put(index, values, 0, length);
        }

        @Override
        double squaredNorm(int index, int length) {
            double[] lanes = new double[LANES];
            for (int start = index; start < index + length; start += CHUNK) {
                int count = Math.min(CHUNK, index + length - start);
                memory.get(start, left, 0, count);
                int i = 0;
                for (; i + LANES <= count; i += LANES) {
                    for (int lane = 0; lane < LANES; lane++) {
                        lanes[lane] += (double) left[i + lane] * left[i + lane];
                    }
                }
                for (; i < count; i++) {
                    lanes[0] += (double) left[i] * left[i];
                }
            }
            double sum = 0;
            for (double lane : lanes) {
                sum += lane;
            }
            return sum;
        }

        private float[] left(int length) {
            if (left.length < length) {
                left = new float[length];
            }
            return left;
        }

        private float[] right(int length) {
            if (right.length < length) {
                right = new float[length];
            }
            return right;
        }
    }

    private static final class Doubles extends HostMemory {
        private final DoubleBuffer memory;

        Doubles(INDArray array, DoublePointer pointer) {
            super(array);
            memory = pointer.capacity(array.length())
                    .asByteBuffer()
                    .order(ByteOrder.nativeOrder())
                    .asDoubleBuffer();
        }

        @Override
        double get(int index) {
            return memory.get(index);
        }

        @Override
        void set(int index, double value) {
            memory.put(index, value);
        }

        @Override
        void write(int index, float[] values) {
            for (int i = 0; i < values.length; i++) {
                memory.put(index + i, values[i]);
            }
        }

        @Override
        void read(int index, float[] values) {
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) memory.get(index + i);
            }
        }

        @Override
        void fill(int index, int length, double value) {
            for (int i = index; i < index + length; i++) {
                memory.put(i, value);
            }
        }

        @Override
        void copy(int index, HostMemory source, int sourceIndex, int length) {
            memory.put(index, ((Doubles) source).memory, sourceIndex, length);
        }

        @Override
        void add(int index, HostMemory source, int sourceIndex, int length) {
            for (int i = 0; i < length; i++) {
                memory.put(index + i, memory.get(index + i) + source.get(sourceIndex + i));
            }
        }

        @Override
        void inverseRoot(int index, HostMemory source, int sourceIndex, int length, double epsilon) {
            for (int i = 0; i < length; i++) {
                memory.put(index + i, 1 / Math.sqrt(source.get(sourceIndex + i) + epsilon));
            }
        }

        @Override
        double squaredNorm(int index, int length) {
            double sum = 0;
            for (int i = index; i < index + length; i++) {
                sum += memory.get(i) * memory.get(i);
            }
            return sum;
        }
    }
}
