package io.perennial.curator.assessment;

import io.perennial.curator.measures.BadWords;
import io.perennial.curator.measures.LanguageIdentifier;
import io.perennial.curator.measures.LanguageIdentifier.Identified;
import io.perennial.curator.measures.LogMeasures;
import io.perennial.curator.measures.Measures;
import io.perennial.curator.measures.ProseMeasures;
import io.perennial.curator.measures.TextMeasures;
import io.perennial.curator.normalisation.TextNormaliser;
import io.perennial.curator.normalisation.TextNormaliser.Layout;
import io.perennial.curator.normalisation.Utf8;
import io.perennial.curator.parsing.PayloadReader;
import io.perennial.curator.parsing.PoisonException;
import io.perennial.curator.parsing.RawItem;
import io.perennial.curator.privacy.PersonalDataMask;
import io.perennial.curator.privacy.PersonalDataMask.Masked;
import io.perennial.curator.rules.RuleSet;
import io.perennial.curator.rules.Ruling;
import io.perennial.schemas.blobs.Sha256;
import io.perennial.schemas.records.GoldExample;
import io.perennial.schemas.records.Modality;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Texts and log records of one or several lines: normalise, measure, identify the language where the rules name some, judge by the bounds
 * of that language, mask. Masking comes last, so that it cannot change a measure; the digest is that of the masked text, so that it can be
 * checked against what is trained on.
 */
final class TextAssessor implements Assessor {
    private final RuleSet rules;
    private final PayloadReader payloads;
    private final boolean prose;
    private final TextNormaliser normaliser;
    private final @Nullable LanguageIdentifier languages;
    private final PersonalDataMask mask;

    TextAssessor(RuleSet rules, PayloadReader payloads) {
        this.rules = rules;
        this.payloads = payloads;
        prose = rules.modality() == Modality.TEXT;
        normaliser = new TextNormaliser(prose ? Layout.PROSE : Layout.LINES);
        languages = rules.languages().isEmpty() ? null : new LanguageIdentifier();
        mask = new PersonalDataMask(rules.personalData());
    }

    @Override
    public Assessment assess(RawItem item) throws PoisonException {
        Measures measures = new Measures();
        measures.put(TextMeasures.BYTES, (double) item.bytes());
        Ruling tooLarge = rules.judge(measures);
        if (tooLarge != null) {
            return Assessment.rejectedUndecoded(measures, tooLarge);
        }
        String text = normaliser.normalise(Utf8.decode(payloads.read(item)));
        if (prose) {
            ProseMeasures.measure(text, measures);
        } else {
            LogMeasures.measure(text, measures);
        }
        Identified language = identifyLanguage(text, measures);
        BadWords badWords = rules.badWords().get(language.likeliestAccepted());
        if (badWords != null) {
            measures.put(BadWords.BAD_WORDS, badWords.count(text));
        }
        Masked masked = mask.mask(text, item.identity().source());
        Ruling ruling = PersonalDataRules.after(rules.judge(measures, language.likeliestAccepted()), masked);
        return new Assessment(
                measures,
                ruling,
                language,
                Sha256.of(masked.text()),
                masked.spans(),
                ruling == null ? Content.ofText(masked.text(), language.language()) : null);
    }

    @Override
    public HeldOut heldOut(GoldExample example) {
        return new HeldOut(
                mask.maskEachWay(normaliser.normalise(example.getText())).stream()
                        .map(Sha256::of)
                        .collect(Collectors.toSet()),
                null);
    }

    private Identified identifyLanguage(String text, Measures measures) {
        if (languages == null || text.isEmpty()) {
            return Identified.NONE;
        }
        Identified identified = languages.identify(text, rules.languages());
        measures.put(LanguageIdentifier.LANGUAGE_CONFIDENCE, identified.acceptedConfidence());
        return identified;
    }
}
