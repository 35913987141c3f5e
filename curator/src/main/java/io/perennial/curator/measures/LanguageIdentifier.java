package io.perennial.curator.measures;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import opennlp.tools.langdetect.Language;
import opennlp.tools.langdetect.LanguageDetectorME;
import opennlp.tools.langdetect.LanguageDetectorModel;

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

    private static final Map<String, String> TWO_LETTER_CODES = twoLetterCodes();

    private final LanguageDetectorME detector = new LanguageDetectorME(SharedModel.MODEL);

    /**
     * Languages are codes in ISO 639-1, or ISO 639-3 where there is none.
     *
     * @param language the likeliest one
     * @param likeliestAccepted the likeliest accepted one
     * @param acceptedConfidence how much likelier that is than the likeliest other one
     */
    public record Identified(String language, String likeliestAccepted, double acceptedConfidence) {}

    public static Set<String> names() {
        return Set.of(LANGUAGE_CONFIDENCE);
    }

    /** @param accepted codes, at least one of those that are supported */
    public Identified identify(String text, List<String> accepted) {
        Language[] languages = detector.predictLanguages(text.substring(0, Math.min(text.length(), ENOUGH)));
        String likeliestAccepted = "";
        double best = 0;
        double bestOther = 0;
        for (Language language : languages) {
            if (accepted.contains(code(language))) {
                likeliestAccepted = likeliestAccepted.isEmpty() ? code(language) : likeliestAccepted;
                best = Math.max(best, language.getConfidence());
            } else {
                bestOther = Math.max(bestOther, language.getConfidence());
            }
        }
        return new Identified(code(languages[0]), likeliestAccepted, best == 0 ? 0 : best / (best + bestOther));
    }

    /** Codes that {@link #identify} can answer. */
    public Set<String> supported() {
        Set<String> supported = new TreeSet<>();
        for (String language : detector.getSupportedLanguages()) {
            supported.add(TWO_LETTER_CODES.getOrDefault(language, language));
        }
        return supported;
    }

    private static String code(Language language) {
        return TWO_LETTER_CODES.getOrDefault(language.getLang(), language.getLang());
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

    private static final class SharedModel {
        private static final LanguageDetectorModel MODEL = load();

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
