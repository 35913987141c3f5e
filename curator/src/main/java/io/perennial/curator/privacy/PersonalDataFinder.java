package io.perennial.curator.privacy;

import io.perennial.curator.patterns.Symbols;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds the personal data of a text in one pass from left to right: each place is shown to the recognisers of what can begin with its
 * character, and each of them looks no further than {@link Recogniser#find} says. Of findings that overlap the surer one stays, of
 * equally sure ones the longer, then the earlier, then the type that is declared first. Immutable, safe for use by several threads.
 */
final class PersonalDataFinder {
    private static final int ASCII = 128;

    private static final Comparator<Finding> BEST_FIRST = Comparator.comparingDouble(Finding::score)
            .thenComparingInt(finding -> finding.end() - finding.begin())
            .reversed()
            .thenComparingInt(Finding::begin)
            .thenComparing(Finding::type);

    private final double threshold;
    private final Recogniser[][] byFirst = new Recogniser[ASCII][];

    /** @param threshold findings with a lower score do not count */
    PersonalDataFinder(Collection<Recogniser> recognisers, double threshold) {
        this.threshold = threshold;
        for (char c = 0; c < ASCII; c++) {
            char first = c;
            byFirst[c] = recognisers.stream()
                    .filter(recogniser -> recogniser.beginsWith(first))
                    .toArray(Recogniser[]::new);
        }
    }

    /** The findings in their order, none of which overlaps another. */
    List<Finding> find(CharSequence text) {
        List<Finding> found = new ArrayList<>();
        boolean insideWord = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ASCII && (!insideWord || c == '@')) {
                for (Recogniser recogniser : byFirst[c]) {
                    Finding finding = recogniser.find(text, i);
                    if (finding != null && finding.score() >= threshold) {
                        found.add(finding);
                    }
                }
            }
            insideWord = Symbols.isWord(c);
        }
        return found.size() < 2 ? found : withoutOverlaps(found);
    }

    private static List<Finding> withoutOverlaps(List<Finding> found) {
        found.sort(BEST_FIRST);
        TreeMap<Integer, Finding> kept = new TreeMap<>();
        for (Finding finding : found) {
            Map.Entry<Integer, Finding> before = kept.lowerEntry(finding.end());
            if (before == null || !before.getValue().overlaps(finding)) {
                kept.put(finding.begin(), finding);
            }
        }
        return List.copyOf(kept.values());
    }
}
