package io.perennial.curator.drift.detectors;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * D3 over a stream of rows of descriptors: a window of old rows and one of new rows of the same size; when the second is full, a
 * {@link DomainClassifier} judges, and the new rows become the old ones. Keeps twice the window of rows.
 */
public final class DomainWatch {
    /** Usual rows of a window. */
    public static final int USUAL_WINDOW = 100;
    /** Usual area under the curve from which the two windows are called different. */
    public static final double USUAL_AREA = 0.7;

    private static final int FOLDS = 5;

    private final int descriptors;
    private final int window;
    private final long seed;
    private float[][] before;
    private float[][] after;
    private List<String> sources = new ArrayList<>();
    private int rows;

    /** What a full window of new rows showed, with the source of each of its rows in their order. */
    public record Outcome(Separation separation, List<String> sources) {}

    /**
     * @param descriptors in a row
     * @param window rows of each window; {@value #USUAL_WINDOW} is usual
     * @param seed of folds and passes
     */
    public DomainWatch(int descriptors, int window, long seed) {
        this.descriptors = Require.atLeast(descriptors, 1, "descriptors");
        this.window = Require.atLeast(window, FOLDS, "rows of a window");
        this.seed = seed;
        before = new float[window][descriptors];
        after = new float[window][descriptors];
    }

    /**
     * Adds a row, which is copied.
     *
     * @return what the window showed that this row has filled; else null
     * @throws IllegalArgumentException if the row has another number of descriptors or one that is not finite
     */
    public @Nullable Outcome add(float[] row, String source) {
        Require.equal(row.length, descriptors, "descriptors of the row");
        for (float value : row) {
            Require.finite(value);
        }
        System.arraycopy(row, 0, rows < window ? before[rows] : after[rows - window], 0, descriptors);
        rows++;
        sources.add(source);
        if (rows < 2 * window) {
            return null;
        }
        Separation separation = new DomainClassifier(FOLDS, seed).separate(before, after);
        List<String> ofNewRows = List.copyOf(sources.subList(window, rows));
        float[][] free = before;
        before = after;
        after = free;
        sources = new ArrayList<>(ofNewRows);
        rows = window;
        return new Outcome(separation, ofNewRows);
    }

    /** Sizes, seed, then each row with its source. */
    public byte[] toBytes() {
        List<byte[]> names = sources.stream()
                .map(source -> source.getBytes(StandardCharsets.UTF_8))
                .toList();
        int ofNames =
                names.stream().mapToInt(name -> Integer.BYTES + name.length).sum();
        ByteBuffer bytes = StateFormat.DOMAIN_WATCH
                .begin(3 * Integer.BYTES + Long.BYTES + ofNames + rows * descriptors * Float.BYTES)
                .putInt(descriptors)
                .putInt(window)
                .putInt(rows)
                .putLong(seed);
        for (int row = 0; row < rows; row++) {
            bytes.putInt(names.get(row).length).put(names.get(row));
            for (float value : row < window ? before[row] : after[row - window]) {
                bytes.putFloat(value);
            }
        }
        return StateFormat.written(bytes);
    }

    /** @throws IllegalArgumentException if the bytes are not what {@link #toBytes()} wrote */
    public static DomainWatch fromBytes(byte[] state) {
        StateFormat format = StateFormat.DOMAIN_WATCH;
        ByteBuffer bytes = format.open(state);
        format.requireAtLeast(bytes, 3 * Integer.BYTES + Long.BYTES);
        int descriptors = bytes.getInt();
        int window = bytes.getInt();
        int rows = bytes.getInt();
        DomainWatch watch = new DomainWatch(descriptors, window, bytes.getLong());
        float[] row = new float[descriptors];
        for (int i = 0; i < rows; i++) {
            format.requireAtLeast(bytes, Integer.BYTES);
            int length = bytes.getInt();
            format.requireAtLeast(bytes, length + (long) descriptors * Float.BYTES);
            byte[] name = new byte[Math.max(0, length)];
            bytes.get(name);
            for (int j = 0; j < descriptors; j++) {
                row[j] = bytes.getFloat();
            }
            watch.add(row, new String(name, StandardCharsets.UTF_8));
        }
        format.requireRemaining(bytes, 0);
        return watch;
    }
}
