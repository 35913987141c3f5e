package io.perennial.curator.drift.detectors;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Bins for a number, of about equal share in a reference and then never changed, so that a distance does not move with what is
 * compared. A bin reaches from above one edge up to and including the next; where many observations of the reference are equal, bins
 * are fewer. Immutable.
 */
public final class QuantileBins implements Bins<Double> {
    private final double[] edges;

    private QuantileBins(double[] edges) {
        this.edges = edges;
    }

    /**
     * @param reference observations in any order, at least as many as bins
     * @param bins wanted; 10 is usual
     */
    public static QuantileBins of(double[] reference, int bins) {
        Require.atLeast(bins, 2, "bins");
        Require.atLeast(reference.length, bins, "observations of the reference");
        double[] sorted = reference.clone();
        for (double value : sorted) {
            Require.finite(value);
        }
        Arrays.sort(sorted);
        double[] edges = new double[bins - 1];
        int count = 0;
        double largest = sorted[sorted.length - 1];
        for (int i = 1; i < bins; i++) {
            double edge = sorted[(int) ((long) i * sorted.length / bins) - 1];
            if (edge < largest && (count == 0 || edge > edges[count - 1])) {
                edges[count++] = edge;
            }
        }
        return new QuantileBins(Arrays.copyOf(edges, count));
    }

    /** Number of bins: at most what was wanted, at least 1. */
    @Override
    public int size() {
        return edges.length + 1;
    }

    @Override
    public int bin(Double value) {
        return bin(value.doubleValue());
    }

    /** The bin of an observation, from 0. */
    public int bin(double value) {
        Require.finite(value);
        int low = 0;
        int high = edges.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (edges[middle] < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    @Override
    public byte[] toBytes() {
        ByteBuffer bytes = StateFormat.QUANTILE_BINS.begin(edges.length * Double.BYTES);
        for (double edge : edges) {
            bytes.putDouble(edge);
        }
        return StateFormat.written(bytes);
    }

    /** @throws IllegalArgumentException if the bytes are not what {@link #toBytes()} wrote */
    public static QuantileBins fromBytes(byte[] state) {
        ByteBuffer bytes = StateFormat.QUANTILE_BINS.open(state);
        double[] edges = new double[StateFormat.QUANTILE_BINS.numbers(bytes)];
        bytes.asDoubleBuffer().get(edges);
        return new QuantileBins(edges);
    }
}
