package io.perennial.curator.drift.detectors;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Bins for a name, as a language or a template: one for each of the names that were frequent in a reference, and the last for every
 * other. Never changed, so a name that is new falls into the last bin and shows as a shift. Immutable.
 */
public final class CategoryBins implements Bins<String> {
    private final List<String> names;
    private final Map<String, Integer> bins = new HashMap<>();

    private CategoryBins(List<String> names) {
        this.names = List.copyOf(names);
        for (String name : names) {
            bins.put(name, bins.size());
        }
    }

    /**
     * @param reference how often each name occurred
     * @param most names that get a bin of their own: the most frequent, of equally frequent ones the first in alphabetical order
     */
    public static CategoryBins of(Map<String, Long> reference, int most) {
        Require.atLeast(most, 1, "names with a bin");
        return new CategoryBins(reference.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(most)
                .map(Map.Entry::getKey)
                .toList());
    }

    /** Number of bins, with that of all other names. */
    @Override
    public int size() {
        return names.size() + 1;
    }

    @Override
    public int bin(String name) {
        return bins.getOrDefault(name, names.size());
    }

    /** Names in the order of their bins; the last bin has none. */
    public List<String> names() {
        return names;
    }

    /** Length and UTF-8 of each name. */
    @Override
    public byte[] toBytes() {
        List<byte[]> encoded = names.stream()
                .map(name -> name.getBytes(StandardCharsets.UTF_8))
                .toList();
        int length =
                encoded.stream().mapToInt(name -> Integer.BYTES + name.length).sum();
        ByteBuffer bytes = StateFormat.CATEGORY_BINS.begin(length);
        encoded.forEach(name -> bytes.putInt(name.length).put(name));
        return StateFormat.written(bytes);
    }

    /** @throws IllegalArgumentException if the bytes are not what {@link #toBytes()} wrote */
    public static CategoryBins fromBytes(byte[] state) {
        ByteBuffer bytes = StateFormat.CATEGORY_BINS.open(state);
        List<String> names = new ArrayList<>();
        while (bytes.hasRemaining()) {
            StateFormat.CATEGORY_BINS.requireAtLeast(bytes, Integer.BYTES);
            int length = bytes.getInt();
            if (length < 0) {
                throw new IllegalArgumentException(
                        "state of CATEGORY_BINS is damaged: name " + names.size() + " has " + length + " bytes");
            }
            StateFormat.CATEGORY_BINS.requireAtLeast(bytes, length);
            byte[] name = new byte[length];
            bytes.get(name);
            names.add(new String(name, StandardCharsets.UTF_8));
        }
        return new CategoryBins(names);
    }
}
