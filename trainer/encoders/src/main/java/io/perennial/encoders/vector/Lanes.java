package io.perennial.encoders.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * What the kernels are made of. A sum over a row is always made of {@link #SUMS} sums of every sixteenth element, whatever the number of
 * lanes; the library's own reductions and exponentials differ from one JVM, and from interpreted to compiled code.
 */
final class Lanes {
    /** Partial sums of a row; a multiple of the number of lanes. */
    static final int SUMS = 16;

    static final VectorSpecies<Float> SPECIES = species();
    static final int COUNT = SPECIES.length();

    /** Arguments beyond it leave the normal numbers of single precision. */
    private static final float LARGEST_EXPONENT = 87;

    /** Adding it to a small number rounds that to a whole one, which is then found in the low bits. */
    private static final float ROUNDING = 3 << 22;

    private static final float PER_LN2 = (float) (1 / Math.log(2));
    private static final float LN2 = (float) Math.log(2);
    private static final float LN2_REST = (float) (Math.log(2) - LN2);
    private static final int EXPONENT_BIAS = 127;
    private static final int FRACTION_BITS = 23;

    private Lanes() {}

    /** The smallest multiple of {@link #SUMS} that is not less. */
    static int padded(int length) {
        return (length + SUMS - 1) / SUMS * SUMS;
    }

    /** Elements of a stretch that fill vectors. */
    static int whole(int length) {
        return length - length % COUNT;
    }

    /**
     * The exponential function of each lane to within 2 units in the last place: a power of two times the Taylor series of the rest. At -87
     * and below it is exactly zero, 87 and above give what 87 gives.
     */
    static FloatVector exp(FloatVector x) {
        FloatVector argument = x.min(LARGEST_EXPONENT);
        VectorMask<Float> vanishes = argument.compare(VectorOperators.LE, -LARGEST_EXPONENT);
        argument = argument.max(-LARGEST_EXPONENT);
        FloatVector rounded =
                argument.fma(FloatVector.broadcast(SPECIES, PER_LN2), FloatVector.broadcast(SPECIES, ROUNDING));
        FloatVector power = rounded.sub(ROUNDING);
        FloatVector rest = power.fma(FloatVector.broadcast(SPECIES, -LN2), argument);
        rest = power.fma(FloatVector.broadcast(SPECIES, -LN2_REST), rest);
        FloatVector series = FloatVector.broadcast(SPECIES, 1f / 5040);
        series = series.fma(rest, FloatVector.broadcast(SPECIES, 1f / 720));
        series = series.fma(rest, FloatVector.broadcast(SPECIES, 1f / 120));
        series = series.fma(rest, FloatVector.broadcast(SPECIES, 1f / 24));
        series = series.fma(rest, FloatVector.broadcast(SPECIES, 1f / 6));
        series = series.fma(rest, FloatVector.broadcast(SPECIES, 1f / 2));
        series = series.fma(rest, FloatVector.broadcast(SPECIES, 1f));
        series = series.fma(rest, FloatVector.broadcast(SPECIES, 1f));
        IntVector scale = rounded.reinterpretAsInts().add(EXPONENT_BIAS).lanewise(VectorOperators.LSHL, FRACTION_BITS);
        return series.mul(scale.reinterpretAsFloats()).blend(0f, vanishes);
    }

    /**
     * Sum of a stretch.
     *
     * @param partial room for {@link #SUMS} numbers
     */
    static float sum(float[] values, int from, int length, float[] partial) {
        int end = from + length / SUMS * SUMS;
        for (int lane = 0; lane < SUMS; lane += COUNT) {
            FloatVector sum = FloatVector.zero(SPECIES);
            for (int i = from + lane; i < end; i += SUMS) {
                sum = sum.add(FloatVector.fromArray(SPECIES, values, i));
            }
            sum.intoArray(partial, lane);
        }
        for (int i = end; i < from + length; i++) {
            partial[i - end] += values[i];
        }
        return total(partial);
    }

    /** Sum of the products of two stretches, otherwise like {@link #sum}. */
    static float product(float[] left, int leftFrom, float[] right, int rightFrom, int length, float[] partial) {
        int end = length / SUMS * SUMS;
        for (int lane = 0; lane < SUMS; lane += COUNT) {
            FloatVector sum = FloatVector.zero(SPECIES);
            for (int i = lane; i < end; i += SUMS) {
                sum = FloatVector.fromArray(SPECIES, left, leftFrom + i)
                        .fma(FloatVector.fromArray(SPECIES, right, rightFrom + i), sum);
            }
            sum.intoArray(partial, lane);
        }
        for (int i = end; i < length; i++) {
            partial[i - end] = Math.fma(left[leftFrom + i], right[rightFrom + i], partial[i - end]);
        }
        return total(partial);
    }

    /** In pairs, whose additions need not wait for each other. */
    private static float total(float[] partial) {
        for (int count = SUMS / 2; count > 0; count /= 2) {
            for (int i = 0; i < count; i++) {
                partial[i] += partial[i + count];
            }
        }
        return partial[0];
    }

    private static VectorSpecies<Float> species() {
        VectorSpecies<Float> preferred = FloatVector.SPECIES_PREFERRED;
        return preferred.length() <= SUMS ? preferred : VectorSpecies.of(float.class, VectorShape.S_512_BIT);
    }
}
