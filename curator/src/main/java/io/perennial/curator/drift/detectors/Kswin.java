package io.perennial.curator.drift.detectors;

import io.perennial.curator.drift.Change;
import io.perennial.curator.drift.StreamDetector;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * KSWIN: the newest observations of a window against as many drawn by chance from the older ones, with the two-sample test of Kolmogorov
 * and Smirnov (Raab, Heusinger and Schleif, "Reactive Soft Prototype Computing for Concept Drift Streams", 2020; rule as in
 * river:river/drift/kswin.py). Sees any change of the distribution, not only of the mean, and is the noisiest of the detectors of a
 * stream. Draws are of its own generator, so alarms come near those of River, not at the same observations. State is 843 bytes.
 */
public final class Kswin implements StreamDetector {
    /** Smaller differences raise no alarm, however many observations there are. */
    private static final double LEAST_DISTANCE = 0.1;

    /**
     * @param alpha significance of one test; one test is made for each observation
     * @param window observations that are kept
     * @param newest observations of the window that are tested against the others; at most half of it
     * @param seed of the draws
     */
    public record Settings(double alpha, int window, int newest, long seed) {
        public Settings {
            Require.inside(alpha, 0, 1, "alpha");
            Require.atLeast(newest, 2, "newest");
            Require.atLeast(window, 2 * newest, "window");
        }

        /** alpha 0.005, a window of 100, the newest 30. */
        public static Settings usual(long seed) {
            return new Settings(0.005, 100, 30, seed);
        }
    }

    private final Settings settings;
    private final double leastDistance;
    private final double[] ring;
    private final double[] older;
    private final double[] newer;
    private SeededDraws draws;
    private long observations;
    private boolean alarmed;

    public Kswin(Settings settings) {
        this.settings = settings;
        leastDistance = leastDistance(settings);
        ring = new double[settings.window];
        older = new double[settings.newest];
        newer = new double[settings.newest];
        draws = new SeededDraws(settings.seed);
    }

    /** @throws IllegalArgumentException if the value is not finite */
    @Override
    public @Nullable Change add(double value) {
        Require.finite(value);
        if (alarmed) {
            alarmed = false;
            observations = 0;
        }
        ring[(int) (observations % settings.window)] = value;
        observations++;
        if (observations < settings.window) {
            return null;
        }
        drawOlder();
        copyNewer();
        double distance = distance();
        alarmed = distance >= leastDistance;
        return alarmed
                ? new Change(distance, leastDistance, mean(older), mean(newer), older.length, newer.length)
                : null;
    }

    /** Selection without replacement, in one pass (Knuth, "Seminumerical Algorithms", 3.4.2, algorithm S). */
    private void drawOlder() {
        int candidates = settings.window - settings.newest;
        int oldest = (int) (observations % settings.window);
        for (int i = 0, wanted = settings.newest; wanted > 0; i++) {
            if (draws.below(candidates - i) < wanted) {
                int position = oldest + i;
                older[--wanted] = ring[position < settings.window ? position : position - settings.window];
            }
        }
        Arrays.sort(older);
    }

    private void copyNewer() {
        int last = (int) ((observations - 1) % settings.window);
        for (int i = 0; i < newer.length; i++) {
            int position = last - i;
            newer[i] = ring[position >= 0 ? position : position + settings.window];
        }
        Arrays.sort(newer);
    }

    /** Largest distance of the two empirical distribution functions. */
    private double distance() {
        int largest = 0;
        int before = 0;
        int after = 0;
        while (before < older.length && after < newer.length) {
            double value = Math.min(older[before], newer[after]);
            while (before < older.length && older[before] <= value) {
                before++;
            }
            while (after < newer.length && newer[after] <= value) {
                after++;
            }
            largest = Math.max(largest, Math.abs(before - after));
        }
        return (double) largest / newer.length;
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).sum() / values.length;
    }

    /** Smallest distance that the rule calls an alarm; above 1 where no distance is significant. */
    private static double leastDistance(Settings settings) {
        int size = settings.newest;
        for (int steps = 1; steps <= size; steps++) {
            double distance = (double) steps / size;
            if (distance > LEAST_DISTANCE && probability(size, steps) <= settings.alpha) {
                return distance;
            }
        }
        return Double.POSITIVE_INFINITY;
    }

    /**
     * Probability that two samples of one size from one continuous distribution are at least so many steps apart: by the reflection
     * principle (Gnedenko and Korolyuk 1951) 2 sum_k (-1)^(k+1) C(2n, n - k h) / C(2n, n).
     */
    static double probability(int size, int steps) {
        double sum = 0;
        for (int k = 1; k * steps <= size; k++) {
            double term = 1;
            for (int i = 0; i < k * steps; i++) {
                term *= (double) (size - i) / (size + i + 1);
            }
            sum += k % 2 == 1 ? term : -term;
        }
        return 2 * sum;
    }

    @Override
    public byte[] toBytes() {
        ByteBuffer bytes = StateFormat.KSWIN.begin((int) bytes(settings.window));
        bytes.putInt(settings.window)
                .putDouble(settings.alpha)
                .putInt(settings.newest)
                .putLong(settings.seed)
                .putLong(draws.state())
                .putLong(observations)
                .put((byte) (alarmed ? 1 : 0));
        for (double value : ring) {
            bytes.putDouble(value);
        }
        return StateFormat.written(bytes);
    }

    /** @throws IllegalArgumentException if the bytes are not what {@link #toBytes()} wrote */
    public static Kswin fromBytes(byte[] state) {
        ByteBuffer bytes = StateFormat.KSWIN.open(state);
        StateFormat.KSWIN.requireAtLeast(bytes, Integer.BYTES);
        int window = bytes.getInt();
        StateFormat.KSWIN.requireRemaining(bytes, bytes(window) - Integer.BYTES);
        Kswin detector = new Kswin(new Settings(bytes.getDouble(), window, bytes.getInt(), bytes.getLong()));
        detector.draws = new SeededDraws(bytes.getLong());
        detector.observations = bytes.getLong();
        detector.alarmed = bytes.get() != 0;
        for (int i = 0; i < window; i++) {
            detector.ring[i] = bytes.getDouble();
        }
        return detector;
    }

    private static long bytes(int window) {
        return 2 * Integer.BYTES + Double.BYTES + 3 * Long.BYTES + Byte.BYTES + (long) window * Double.BYTES;
    }
}
