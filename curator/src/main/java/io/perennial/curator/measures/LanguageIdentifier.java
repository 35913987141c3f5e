package io.perennial.curator.measures;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import opennlp.tools.langdetect.Language;
import opennlp.tools.langdetect.LanguageDetectorME;
import opennlp.tools.langdetect.LanguageDetectorModel;
import opennlp.tools.ml.model.AbstractModel;

/**
 * Language of a text by Apache OpenNLP's character n-gram model for 103 languages, which is on the class path. Works offline. Not
 * safe for use by several threads; the model behind it is shared.
 */
public final class LanguageIdentifier {
    /**
     * How much likelier the likeliest accepted language is than the likeliest other one: {@code p / (p + q)}, above 0.5 if an
     * accepted language won. The probabilities themselves are of no use: the model spreads them over 103 languages, and 0.1 can be
     * a certain answer.
     */
    public static final String LANGUAGE_CONFIDENCE = "language_confidence";

    private static final String MODEL = "/langdetect-183.bin";
    /** More text does not change the answer, only its cost. In UTF-16 units. */
    private static final int ENOUGH = 500;

    private static final int NONE = -1;

    private static final Map<String, String> TWO_LETTER_CODES = twoLetterCodes();

    private final LanguageDetectorME detector = new LanguageDetectorME(Shared.MODEL);
    private final LanguageGrams grams = new LanguageGrams(ENOUGH);

    /**
     * Languages are codes in ISO 639-1, or ISO 639-3 where there is none.
     *
     * @param language the likeliest one
     * @param likeliestAccepted the likeliest accepted one
     * @param acceptedConfidence how much likelier that is than the likeliest other one
     */
    public record Identified(String language, String likeliestAccepted, double acceptedConfidence) {
        /** Of what has no language, or was not looked at. */
        public static final Identified NONE = new Identified("", "", 0);
    }

    public static Set<String> names() {
        return Set.of(LANGUAGE_CONFIDENCE);
    }

    /** @param accepted codes, at least one of those that are supported */
    public Identified identify(String text, List<String> accepted) {
        double[] probabilities = probabilities(text.substring(0, Math.min(text.length(), ENOUGH)));
        int likeliest = 0;
        int likeliestAccepted = NONE;
        double bestOther = 0;
        for (int language = 0; language < probabilities.length; language++) {
            double probability = probabilities[language];
            likeliest = probability > probabilities[likeliest] ? language : likeliest;
            if (!accepted.contains(Shared.CODES.get(language))) {
                bestOther = Math.max(bestOther, probability);
            } else if (likeliestAccepted == NONE || probability > probabilities[likeliestAccepted]) {
                likeliestAccepted = language;
            }
        }
        double best = likeliestAccepted == NONE ? 0 : probabilities[likeliestAccepted];
        return new Identified(
                Shared.CODES.get(likeliest),
                likeliestAccepted == NONE ? "" : Shared.CODES.get(likeliestAccepted),
                best == 0 ? 0 : best / (best + bestOther));
    }

    /** Codes that {@link #identify} can answer. */
    public Set<String> supported() {
        return new TreeSet<>(Shared.CODES);
    }

    /** As OpenNLP tells them, to the bit. What cannot be told the fast way is left to it. */
    double[] probabilities(String text) {
        boolean hasSurrogate = text.chars().anyMatch(c -> Character.isSurrogate((char) c));
        if (hasSurrogate || !grams.take(LanguageText.normalise(text))) {
            return byDetector(text);
        }
        return Shared.WEIGHTS.probabilities(grams);
    }

    /** By OpenNLP's own detector. */
    double[] byDetector(String text) {
        Map<String, Double> probabilities = new HashMap<>();
        for (Language language : detector.predictLanguages(text)) {
            probabilities.put(language.getLang(), language.getConfidence());
        }
        return Arrays.stream(detector.getSupportedLanguages())
                .mapToDouble(probabilities::get)
                .toArray();
    }

    private static Map<String, String> twoLetterCodes() {
        Map<String, String> codes = new HashMap<>();
        for (String code : Locale.getISOLanguages()) {
            codes.put(Locale.forLanguageTag(code).getISO3Language(), code);
        }
        // The model names individual languages where ISO 639-1 has only the macrolanguage.
        codes.put("cmn", "zh");
        codes.put("pes", "fa");
        codes.put("arb", "ar");
        codes.put("ekk", "et");
        codes.put("lvs", "lv");
        return codes;
    }

    private static final class Shared {
        private static final LanguageDetectorModel MODEL = load();
        private static final LanguageModel WEIGHTS = new LanguageModel((AbstractModel) MODEL.getMaxentModel());
        /** Of the languages of the model, in its order. */
        private static final List<String> CODES = Arrays.stream(new LanguageDetectorME(MODEL).getSupportedLanguages())
                .map(language -> TWO_LETTER_CODES.getOrDefault(language, language))
                .toList();

        private static LanguageDetectorModel load() {
            try (InputStream stream = LanguageIdentifier.class.getResourceAsStream(LanguageIdentifier.MODEL)) {
                if (stream == null) {
                    throw new IllegalStateException(LanguageIdentifier.MODEL + " is not on the class path");
                }
                return new LanguageDetectorModel(stream);
            } catch (IOException e) {
                throw new UncheckedIOException(LanguageIdentifier.MODEL, e);
            }
        }
    }
}
