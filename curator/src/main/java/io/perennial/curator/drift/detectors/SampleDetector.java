package io.perennial.curator.drift.detectors;

import com.fasterxml.jackson.annotation.JsonValue;
import io.perennial.curator.drift.Adwin;
import io.perennial.curator.drift.StreamDetector;
import java.util.Locale;

/** The detectors that a rule file can have look at single samples, each for both sides where it can, with the constants that are usual. */
public enum SampleDetector {
    ADWIN,
    PAGE_HINKLEY,
    KSWIN,
    DDM,
    HDDM_A,
    HDDM_W;

    private static final PageHinkley.Settings PAGE =
            PageHinkley.Settings.usual(PageHinkley.Family.ABOVE_LOWEST, PageHinkley.Side.BOTH);
    /** The seed is fixed, so that the same samples raise the same alarms. */
    private static final Kswin.Settings KOLMOGOROV = Kswin.Settings.usual(1);

    private static final Ddm.Settings ERRORS = Ddm.Settings.usual();
    private static final HoeffdingSettings HOEFFDING = HoeffdingSettings.usual(true);

    /** @param delta confidence of ADWIN; the others do not look at it */
    public StreamDetector create(double delta) {
        return switch (this) {
            case ADWIN -> new Adwin(delta);
            case PAGE_HINKLEY -> new PageHinkley(PAGE);
            case KSWIN -> new Kswin(KOLMOGOROV);
            case DDM -> new Ddm(ERRORS);
            case HDDM_A -> new HddmA(HOEFFDING);
            case HDDM_W -> new HddmW(HOEFFDING, HddmW.USUAL_WEIGHT);
        };
    }

    /** @throws IllegalArgumentException if another detector wrote the state */
    public StreamDetector read(byte[] state) {
        return switch (this) {
            case ADWIN -> Adwin.fromBytes(state);
            case PAGE_HINKLEY -> PageHinkley.fromBytes(state);
            case KSWIN -> Kswin.fromBytes(state);
            case DDM -> Ddm.fromBytes(state);
            case HDDM_A -> HddmA.fromBytes(state);
            case HDDM_W -> HddmW.fromBytes(state);
        };
    }

    /** True if it takes nothing but 0 and 1. */
    public boolean isForRates() {
        return switch (this) {
            case ADWIN, PAGE_HINKLEY, KSWIN -> false;
            case DDM, HDDM_A, HDDM_W -> true;
        };
    }

    /** Name and constants, for people. */
    public String method(double delta) {
        return switch (this) {
            case ADWIN -> "ADWIN delta=" + delta;
            case PAGE_HINKLEY -> "Page-Hinkley delta=" + PAGE.delta() + " lambda=" + PAGE.lambda();
            case KSWIN -> "KSWIN alpha=" + KOLMOGOROV.alpha();
            case DDM -> "DDM drift=" + ERRORS.drift();
            case HDDM_A -> "HDDM_A drift=" + HOEFFDING.drift();
            case HDDM_W -> "HDDM_W drift=" + HOEFFDING.drift() + " weight=" + HddmW.USUAL_WEIGHT;
        };
    }

    /** As a rule file says it. */
    @JsonValue
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
