package io.perennial.curator.drift.blocks;

import io.perennial.curator.drift.calibration.EDetector.Bounds;
import io.perennial.curator.measures.LanguageIdentifier;
import io.perennial.curator.measures.LogMeasures;
import io.perennial.curator.measures.PictureMeasures;
import io.perennial.curator.measures.TextMeasures;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Descriptors that are no measures of a sample but 0 or 1 for each, and the bounds of those that have some. */
public final class Rates {
    /** The sample broke a rule or could not be read. */
    public static final String REJECTED = "rejected";
    /** The source sent the same content shortly before. */
    public static final String REPEATED = "repeated";
    /** The log record made a template. */
    public static final String NEW_TEMPLATE = "new_template";

    private static final Bounds SHARE = new Bounds(0, 1);
    private static final Bounds BITS_OF_BYTE = new Bounds(0, 8);
    private static final Map<String, Bounds> BOUNDS = Map.of(
            REJECTED,
            SHARE,
            REPEATED,
            SHARE,
            NEW_TEMPLATE,
            SHARE,
            TextMeasures.NON_ASCII_RATIO,
            SHARE,
            LogMeasures.ALPHABETIC_RATIO,
            SHARE,
            LanguageIdentifier.LANGUAGE_CONFIDENCE,
            SHARE,
            PictureMeasures.BRIGHTNESS,
            SHARE,
            TextMeasures.ENTROPY,
            BITS_OF_BYTE,
            PictureMeasures.GRAY_ENTROPY,
            BITS_OF_BYTE);

    private Rates() {}

    public static Set<String> names() {
        return Set.of(REJECTED, REPEATED, NEW_TEMPLATE);
    }

    /** Between which the values of a descriptor lie; null if there is no such bound. */
    public static @Nullable Bounds bounds(String descriptor) {
        return Mixes.isDistance(descriptor) ? SHARE : BOUNDS.get(descriptor);
    }
}
