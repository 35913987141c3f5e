package io.perennial.encoders.plan;

/** A plan with memory. Used by one thread at a time. Values cross in the precision of the host: float, or double on request. */
public interface BoundPlan extends AutoCloseable {
    /** Runs one program from its first operation to its last. */
    void run(String program);

    /** Overwrites a contiguous tensor of real numbers. */
    void write(Tensor tensor, float[] values);

    /** Overwrites a contiguous tensor of integers. */
    void write(Tensor tensor, int[] values);

    /** Reads a contiguous tensor of real numbers. */
    void read(Tensor tensor, float[] values);

    /** One number. */
    double get(Tensor tensor, long index);

    /** Overwrites one number. */
    void set(Tensor tensor, long index, double value);

    @Override
    void close();
}
