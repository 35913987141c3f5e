package io.perennial.curator.assessment;

import io.perennial.curator.normalisation.TextNormaliser;
import io.perennial.curator.normalisation.TextNormaliser.Layout;
import io.perennial.curator.privacy.PersonalDataMask;
import io.perennial.curator.privacy.PersonalDataMask.Masked;
import io.perennial.curator.privacy.PersonalDataPolicy;

/**
 * Captions of pictures in the form that is trained on: normalised like a text, then masked. One that has no letter, has more than
 * {@link #LONGEST} characters or was damaged on its way from other bytes to characters cannot be used; its picture is kept without it.
 */
final class Captions {
    /** In characters (code points) of the normal form. Longer ones describe more than a picture. */
    static final int LONGEST = 4096;

    /** Stands where bytes were no UTF-8. */
    private static final char REPLACEMENT = '\uFFFD';

    private final TextNormaliser normaliser = new TextNormaliser(Layout.PROSE);
    private final PersonalDataMask mask;

    Captions(PersonalDataPolicy policy) {
        mask = new PersonalDataMask(policy);
    }

    /** The text is empty if the caption cannot be used. */
    Masked read(String caption, String source) {
        String normal = normaliser.normalise(caption);
        return isUsable(normal) ? mask.mask(normal, source) : Masked.unchanged("");
    }

    private static boolean isUsable(String caption) {
        return caption.indexOf(REPLACEMENT) < 0
                && caption.codePointCount(0, caption.length()) <= LONGEST
                && caption.codePoints().anyMatch(Character::isLetter);
    }
}
