package io.perennial.curator.privacy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Treats the personal data of texts as a policy says. Masking twice changes nothing. Takes linear time, whatever the text. Immutable,
 * safe for use by several threads.
 */
public final class PersonalDataMask {
    private final PersonalDataFinder usual;
    private final Map<String, PersonalDataFinder> bySource = new HashMap<>();

    public PersonalDataMask(PersonalDataPolicy policy) {
        usual = finder(policy, policy.types());
        policy.sources().keySet().forEach(source -> bySource.put(source, finder(policy, policy.of(source))));
    }

    /**
     * @param text the text with its masks
     * @param spans what was masked, in its order in the text without masks
     */
    public record Masked(String text, List<PersonalDataSpan> spans) {
        public Masked {
            spans = List.copyOf(spans);
        }
    }

    /** Masks a text of a source that has no policy of its own. */
    public Masked mask(String text) {
        return mask(text, usual);
    }

    public Masked mask(String text, String source) {
        return mask(text, bySource.getOrDefault(source, usual));
    }

    private static PersonalDataFinder finder(PersonalDataPolicy policy, Map<PersonalDataType, Treatment> treatments) {
        List<Recogniser> recognisers = new ArrayList<>();
        treatments.forEach((type, treatment) -> {
            if (treatment != Treatment.KEEP) {
                recognisers.add(Recognisers.of(type, policy.regions()));
            }
        });
        return new PersonalDataFinder(recognisers, policy.threshold());
    }

    private static Masked mask(String text, PersonalDataFinder finder) {
        List<Finding> findings = finder.find(text);
        if (findings.isEmpty()) {
            return new Masked(text, List.of());
        }
        StringBuilder masked = new StringBuilder(text.length());
        List<PersonalDataSpan> spans = new ArrayList<>(findings.size());
        int copied = 0;
        int characters = 0;
        for (Finding finding : findings) {
            int begin = characters + text.codePointCount(copied, finding.begin());
            int length = text.codePointCount(finding.begin(), finding.end());
            spans.add(new PersonalDataSpan(finding.type(), begin, length, finding.score()));
            masked.append(text, copied, finding.begin()).append(finding.type().mask());
            copied = finding.end();
            characters = begin + length;
        }
        return new Masked(masked.append(text, copied, text.length()).toString(), spans);
    }
}
