package io.perennial.encoders.training;

import io.perennial.encoders.random.CounterRandom;
import io.perennial.encoders.tokens.Tokenizer;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Two segments of a text that follow each other, swapped every other time (sentence order prediction; Lan et al., 2020). Segments are
 * whole sentences or lines as far as they fit, each spelled with a blank before it, so that no cut and no blank gives the order away.
 */
final class SegmentOrder {
    private static final Pattern BOUNDARY = Pattern.compile("(?<=[.!?])\\s+|\\s*\\n\\s*");

    private final Tokenizer tokenizer;
    private final int length;

    /**
     * Two segments as one window.
     *
     * @param tokens at most as many as a window holds
     * @param swapped whether the later segment comes first
     */
    @SuppressWarnings("ArrayRecordComponent") // Read once by the task that asked for it.
    record Segments(int[] tokens, boolean swapped) {}

    SegmentOrder(Tokenizer tokenizer, int length) {
        this.tokenizer = tokenizer;
        this.length = length;
    }

    /** Segments around a random boundary; empty for a text of one sentence. */
    Optional<Segments> draw(String text, CounterRandom random) {
        String[] sentences = BOUNDARY.split(text.strip());
        if (sentences.length < 2) {
            return Optional.empty();
        }
        int seam = 1 + random.nextInt(sentences.length - 1);
        int[] first = before(sentences, seam, length / 2);
        int[] second = after(sentences, seam, length - first.length);
        boolean swapped = random.nextInt(2) == 1;
        return Optional.of(new Segments(swapped ? joined(second, first) : joined(first, second), swapped));
    }

    private int[] before(String[] sentences, int seam, int room) {
        int[] segment = encode(sentences[seam - 1]);
        if (segment.length > room) {
            return Arrays.copyOfRange(segment, segment.length - room, segment.length);
        }
        for (int i = seam - 2; i >= 0; i--) {
            int[] longer = joined(encode(sentences[i]), segment);
            if (longer.length > room) {
                break;
            }
            segment = longer;
        }
        return segment;
    }

    private int[] after(String[] sentences, int seam, int room) {
        int[] segment = encode(sentences[seam]);
        for (int i = seam + 1; i < sentences.length; i++) {
            int[] longer = joined(segment, encode(sentences[i]));
            if (longer.length > room) {
                break;
            }
            segment = longer;
        }
        return Arrays.copyOf(segment, Math.min(room, segment.length));
    }

    private int[] encode(String sentence) {
        return tokenizer.encode(" " + sentence);
    }

    private static int[] joined(int[] left, int[] right) {
        return IntStream.concat(Arrays.stream(left), Arrays.stream(right)).toArray();
    }
}
