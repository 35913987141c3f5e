package io.perennial.encoders.tokens;

import io.perennial.encoders.tokens.BytePairTokenizer.Merge;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;

/** The textbook form of byte pair training: count everything again after each merge. */
final class NaiveMerges {
    private NaiveMerges() {}

    static List<Merge> of(List<String> texts, int wanted) {
        List<List<Integer>> pieces = new ArrayList<>();
        for (String text : texts) {
            Matcher matcher = Digits.SINGLE.pieces().matcher(text);
            while (matcher.find()) {
                List<Integer> piece = new ArrayList<>();
                for (byte value : matcher.group().getBytes(StandardCharsets.UTF_8)) {
                    piece.add(BytePairTokenizer.SPECIAL_TOKENS + (value & 0xFF));
                }
                pieces.add(piece);
            }
        }
        List<Merge> merges = new ArrayList<>();
        while (merges.size() < wanted) {
            Merge best = mostFrequent(pieces);
            int id = BytePairTokenizer.FIRST_MERGE + merges.size();
            pieces.forEach(piece -> join(piece, best, id));
            merges.add(best);
        }
        return merges;
    }

    private static Merge mostFrequent(List<List<Integer>> pieces) {
        Map<Merge, Integer> counts = new HashMap<>();
        for (List<Integer> piece : pieces) {
            for (int i = 0; i + 1 < piece.size(); i++) {
                counts.merge(new Merge(piece.get(i), piece.get(i + 1)), 1, Integer::sum);
            }
        }
        return counts.keySet().stream()
                .min(Comparator.comparingInt((Merge merge) -> -counts.getOrDefault(merge, 0))
                        .thenComparingInt(Merge::left)
                        .thenComparingInt(Merge::right))
                .orElseThrow();
    }

    private static void join(List<Integer> piece, Merge merge, int id) {
        for (int i = 0; i + 1 < piece.size(); i++) {
            if (piece.get(i) == merge.left() && piece.get(i + 1) == merge.right()) {
                piece.set(i, id);
                piece.remove(i + 1);
            }
        }
    }
}
