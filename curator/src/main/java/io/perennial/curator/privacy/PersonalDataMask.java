package io.perennial.curator.privacy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Treats the personal data of texts as a policy says. A mask or token is never found again. Takes linear time, whatever the text.
 * Immutable, safe for use by several threads.
 */
public final class PersonalDataMask {
    /** The rule of a sample with too many findings. */
    static final String TOO_MUCH = "too_much_personal_data";

    /** Before the name of the type in the rule of a sample with something that must not be in it. */
    static final String FORBIDDEN = "personal_data_";

    private final PersonalDataPolicy policy;
    private final @Nullable Tokens tokens;
    private final Way usual;
    private final Map<String, Way> bySource = new HashMap<>();

    /** What is looked for, and what becomes of it. */
    private record Way(PersonalDataFinder finder, Map<PersonalDataType, Treatment> treatments) {}

    /** @throws IllegalArgumentException if tokens are to be made without a key */
    public PersonalDataMask(PersonalDataPolicy policy) {
        this.policy = policy;
        TokenKey key = policy.key();
        if (key == null && policy.needsKey()) {
            throw new IllegalArgumentException("the policy asks for HASH, which needs a key");
        }
        tokens = key == null ? null : new Tokens(key, policy.salt());
        usual = way(policy.types());
        policy.sources().keySet().forEach(source -> bySource.put(source, way(policy.of(source))));
    }

    /**
     * @param text the text with its masks and tokens
     * @param spans what was found, in its order in the text without masks
     * @param refusal why the text must not be used, or null
     */
    public record Masked(
            String text,
            List<PersonalDataSpan> spans,
            @Nullable Refusal refusal) {
        public Masked {
            spans = List.copyOf(spans);
        }

        /** A text in which nothing was found. */
        public static Masked unchanged(String text) {
            return new Masked(text, List.of(), null);
        }
    }

    public Masked mask(String text, String source) {
        return mask(text, bySource.getOrDefault(source, usual));
    }

    /** What a text becomes, whatever its source: one text, or several where sources differ. */
    public Set<String> maskEachWay(String text) {
        Set<String> texts = new LinkedHashSet<>();
        texts.add(mask(text, usual).text());
        bySource.values().forEach(way -> texts.add(mask(text, way).text()));
        return texts;
    }

    private Way way(Map<PersonalDataType, Treatment> treatments) {
        List<Recogniser> recognisers = new ArrayList<>();
        treatments.forEach((type, treatment) -> {
            if (treatment != Treatment.KEEP) {
                recognisers.add(Recognisers.of(type, policy.regions()));
            }
        });
        return new Way(new PersonalDataFinder(recognisers, policy.threshold()), treatments);
    }

    private Masked mask(String text, Way way) {
        List<Finding> findings = way.finder.find(text);
        if (findings.isEmpty()) {
            return Masked.unchanged(text);
        }
        StringBuilder masked = new StringBuilder(text.length());
        List<PersonalDataSpan> spans = new ArrayList<>(findings.size());
        Refusal refusal = null;
        int copied = 0;
        int characters = 0;
        for (Finding finding : findings) {
            int begin = characters + text.codePointCount(copied, finding.begin());
            int length = text.codePointCount(finding.begin(), finding.end());
            PersonalDataSpan span = new PersonalDataSpan(finding.type(), begin, length, finding.score());
            spans.add(span);
            Treatment treatment = way.treatments.get(finding.type());
            masked.append(text, copied, finding.begin())
                    .append(
                            treatment == Treatment.HASH && tokens != null
                                    ? tokens.of(finding)
                                    : finding.type().mask());
            if (refusal == null && treatment == Treatment.DROP) {
                refusal = forbidden(span);
            }
            copied = finding.end();
            characters = begin + length;
        }
        masked.append(text, copied, text.length());
        return new Masked(masked.toString(), spans, refusal == null ? tooMuch(spans.size()) : refusal);
    }

    private Refusal forbidden(PersonalDataSpan span) {
        return new Refusal(
                FORBIDDEN + span.type().name().toLowerCase(Locale.ROOT),
                span.score(),
                policy.threshold(),
                span.type() + " at character " + span.begin());
    }

    private @Nullable Refusal tooMuch(int findings) {
        Integer most = policy.dropAbove();
        return most == null || findings <= most
                ? null
                : new Refusal(
                        TOO_MUCH, findings, most, findings + " pieces of personal data, above the allowed " + most);
    }
}
