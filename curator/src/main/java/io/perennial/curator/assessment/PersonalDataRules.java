package io.perennial.curator.assessment;

import io.perennial.curator.privacy.PersonalDataMask.Masked;
import io.perennial.curator.privacy.Refusal;
import io.perennial.curator.rules.Ruling;
import org.jspecify.annotations.Nullable;

/** Personal data decides after all rules that look at measures. */
final class PersonalDataRules {
    private PersonalDataRules() {}

    /** The broken rule that measures gave, else the one that personal data breaks, or null. */
    static @Nullable Ruling after(@Nullable Ruling ruling, Masked masked) {
        Refusal refusal = masked.refusal();
        return ruling != null || refusal == null
                ? ruling
                : new Ruling(refusal.rule(), refusal.score(), refusal.threshold(), refusal.detail());
    }
}
