package io.perennial.curator.assessment;

import io.perennial.curator.measures.LanguageIdentifier.Identified;
import io.perennial.curator.measures.Measures;
import io.perennial.curator.privacy.PersonalDataSpan;
import io.perennial.curator.rules.Ruling;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the rules say about one item, before it is compared with others.
 *
 * @param measures everything measured up to the decision
 * @param ruling the broken rule, or null
 * @param language the likeliest, and the accepted one whose bounds held; both empty: it was not looked at
 * @param contentSha256 digest of the normal form; empty if it was rejected before it was decoded
 * @param personalData where personal data was found
 * @param content null if a rule is broken
 */
public record Assessment(
        Measures measures,
        @Nullable Ruling ruling,
        Identified language,
        String contentSha256,
        List<PersonalDataSpan> personalData,
        @Nullable Content content) {

    public Assessment {
        personalData = List.copyOf(personalData);
        if ((ruling == null) == (content == null)) {
            throw new IllegalArgumentException("an assessment has either a ruling or a content");
        }
    }

    static Assessment rejectedUndecoded(Measures measures, Ruling ruling) {
        return new Assessment(measures, ruling, Identified.NONE, "", List.of(), null);
    }
}
