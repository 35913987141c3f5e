package io.perennial.curator.measures;

import java.util.Set;
import java.util.TreeSet;

/**
 * Metrics behind the repetition rules of Gopher (Rae et al. 2021, table A1) as datatrove defines them
 * (datatrove:src/datatrove/pipeline/filters/gopher_repetition_filter.py), over words split at white space. Lines, paragraphs and
 * n-grams are compared by 64-bit polynomial hashes. Takes linear time.
 */
public final class GopherRepetition {
    public static final String DUPLICATE_PARAGRAPHS = "dup_para_frac";
    public static final String DUPLICATE_PARAGRAPH_CHARACTERS = "dup_para_char_frac";
    public static final String DUPLICATE_LINES = "dup_line_frac";
    public static final String DUPLICATE_LINE_CHARACTERS = "dup_line_char_frac";

    private static final int SHORTEST_TOP = 2;
    private static final int LONGEST_TOP = 4;
    private static final int SHORTEST_DUPLICATE = 5;
    private static final int LONGEST_DUPLICATE = 10;
    private static final long BASE = 0xD6E8FEB86659FD93L;
    private static final long WORD_BASE = 0xA0761D6478BD642FL;

    private GopherRepetition() {}

    public static Set<String> names() {
        Set<String> names = new TreeSet<>(Set.of(
                DUPLICATE_PARAGRAPHS, DUPLICATE_PARAGRAPH_CHARACTERS, DUPLICATE_LINES, DUPLICATE_LINE_CHARACTERS));
        for (int n = SHORTEST_TOP; n <= LONGEST_TOP; n++) {
            names.add(topName(n));
        }
        for (int n = SHORTEST_DUPLICATE; n <= LONGEST_DUPLICATE; n++) {
            names.add(duplicatedName(n));
        }
        return names;
    }

    static void measure(int[] text, Words words, Measures measures) {
        int first = words.count() == 0 ? 0 : words.start(0);
        int last = words.count() == 0 ? 0 : words.end(words.count() - 1);
        Repeated paragraphs = repeatedSegments(text, first, last, 2);
        measures.put(DUPLICATE_PARAGRAPHS, (double) paragraphs.segments / paragraphs.total);
        measures.put(DUPLICATE_PARAGRAPH_CHARACTERS, Ratio.of(paragraphs.characters, text.length));
        Repeated lines = repeatedSegments(text, 0, text.length, 1);
        measures.put(DUPLICATE_LINES, (double) lines.segments / lines.total);
        measures.put(DUPLICATE_LINE_CHARACTERS, Ratio.of(lines.characters, text.length));

        Hashed hashed = Hashed.of(text, words);
        for (int n = SHORTEST_TOP; n <= LONGEST_TOP; n++) {
            measures.put(topName(n), Ratio.of(topCharacters(hashed, words, n), text.length));
        }
        for (int n = SHORTEST_DUPLICATE; n <= LONGEST_DUPLICATE; n++) {
            measures.put(duplicatedName(n), Ratio.of(duplicatedCharacters(hashed, words, n), text.length));
        }
    }

    private static String topName(int n) {
        return "top_" + n + "_gram";
    }

    private static String duplicatedName(int n) {
        return "duplicated_" + n + "_n_grams";
    }

    /** Second and later occurrences among {@code total} segments. */
    private record Repeated(int total, int segments, long characters) {}

    /** Segments between runs of at least {@code lineEnds} line ends; a run at the border leaves an empty segment, as in Python. */
    private static Repeated repeatedSegments(int[] text, int from, int to, int lineEnds) {
        HashCounts seen = new HashCounts(countSegments(text, from, to, lineEnds));
        int total = 0;
        int segments = 0;
        long characters = 0;
        int start = from;
        while (start <= to) {
            int end = nextRun(text, start, to, lineEnds);
            total++;
            if (seen.add(hash(text, start, end)) > 1) {
                segments++;
                characters += end - start;
            }
            if (end == to) {
                break;
            }
            start = endOfRun(text, end, to);
        }
        return new Repeated(total, segments, characters);
    }

    private static int countSegments(int[] text, int from, int to, int lineEnds) {
        int segments = 1;
        for (int end = nextRun(text, from, to, lineEnds); end < to; segments++) {
            end = nextRun(text, endOfRun(text, end, to), to, lineEnds);
        }
        return segments + 1;
    }

    private static int nextRun(int[] text, int from, int to, int lineEnds) {
        int run = 0;
        for (int i = from; i < to; i++) {
            run = text[i] == '\n' ? run + 1 : 0;
            if (run == lineEnds) {
                return i - lineEnds + 1;
            }
        }
        return to;
    }

    private static int endOfRun(int[] text, int from, int to) {
        int i = from;
        while (i < to && text[i] == '\n') {
            i++;
        }
        return i;
    }

    /** Hash of each word, and BASE to the power of its length, so that hashes of neighbours can be joined. */
    @SuppressWarnings("ArrayRecordComponent") // Lives inside one method; never compared.
    private record Hashed(long[] hashes, long[] powers) {
        static Hashed of(int[] text, Words words) {
            long[] hashes = new long[words.count()];
            long[] powers = new long[words.count()];
            for (int word = 0; word < words.count(); word++) {
                long hash = 0;
                long power = 1;
                for (int i = words.start(word); i < words.end(word); i++) {
                    hash = hash * BASE + text[i] + 1;
                    power *= BASE;
                }
                hashes[word] = hash;
                powers[word] = power;
            }
            return new Hashed(hashes, powers);
        }
    }

    /** Characters of all occurrences of the most frequent n-gram, joined by blanks; of several, the one that came first. */
    private static long topCharacters(Hashed hashed, Words words, int n) {
        int grams = words.count() - n + 1;
        if (grams <= 0) {
            return 0;
        }
        HashCounts counts = new HashCounts(grams);
        long[] gramHashes = new long[grams];
        int most = 0;
        for (int gram = 0; gram < grams; gram++) {
            long hash = 0;
            for (int word = gram; word < gram + n; word++) {
                hash = (hash ^ hashed.hashes[word]) * WORD_BASE + hashed.powers[word];
            }
            gramHashes[gram] = hash;
            most = Math.max(most, counts.add(hash));
        }
        for (int gram = 0; gram < grams; gram++) {
            if (counts.count(gramHashes[gram]) == most) {
                return (long) most * (characters(words, gram, n) + n - 1);
            }
        }
        throw new IllegalStateException("the largest count belongs to some n-gram");
    }

    /** Characters of repeated n-grams, joined without blanks; greedy from the left, no overlaps. */
    private static long duplicatedCharacters(Hashed hashed, Words words, int n) {
        int grams = words.count() - n + 1;
        if (grams <= 0) {
            return 0;
        }
        HashCounts seen = new HashCounts(grams);
        long characters = 0;
        int gram = 0;
        while (gram < grams) {
            long hash = 0;
            for (int word = gram; word < gram + n; word++) {
                hash = hash * hashed.powers[word] + hashed.hashes[word];
            }
            if (seen.add(hash) > 1) {
                characters += characters(words, gram, n);
                gram += n;
            } else {
                gram++;
            }
        }
        return characters;
    }

    private static int characters(Words words, int first, int n) {
        int characters = 0;
        for (int word = first; word < first + n; word++) {
            characters += words.length(word);
        }
        return characters;
    }

    /** Hash of the characters between two positions. */
    static long hash(int[] text, int start, int end) {
        long hash = (long) end - start;
        for (int i = start; i < end; i++) {
            hash = hash * BASE + text[i] + 1;
        }
        return hash;
    }
}
