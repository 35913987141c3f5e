package io.perennial.console.page;

import io.perennial.console.state.CandidateStage;
import io.perennial.schemas.records.DecisionKind;
import io.perennial.schemas.records.DriftRequest;
import io.perennial.schemas.records.GateOutcome;
import io.perennial.schemas.records.InstanceState;
import io.perennial.schemas.records.Outcome;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Small pieces that all pages share: state chips (a colour and a word), ids, times, numbers. */
final class Glyphs {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int SHORT_ID = 10;

    private Glyphs() {}

    /** Colours of states; each is always shown with a word. */
    enum Tone {
        GOOD,
        WARN,
        BAD,
        INFO,
        QUIET;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Html chip(Tone tone, String words) {
        return Html.of("<span class=\"chip {}\">{}</span>", tone.word(), words);
    }

    static Html chip(GateOutcome outcome) {
        Tone tone = switch (outcome) {
            case PASS -> Tone.GOOD;
            case FAIL, ERROR -> Tone.BAD;
            case INCONCLUSIVE -> Tone.WARN;
            case UNKNOWN -> Tone.QUIET;
        };
        return chip(tone, words(outcome.name()));
    }

    static Html chip(CandidateStage stage) {
        Tone tone = switch (stage) {
            case CHAMPION -> Tone.GOOD;
            case SHADOW -> Tone.INFO;
            case REFUSED -> Tone.WARN;
            case QUARANTINED -> Tone.BAD;
            case WAITING, EVALUATED, RETIRED -> Tone.QUIET;
        };
        return chip(tone, stage.words());
    }

    static Html chip(InstanceState state) {
        Tone tone = switch (state) {
            case READY -> Tone.GOOD;
            case LOADING -> Tone.INFO;
            case FAILED -> Tone.BAD;
            case STOPPED, UNKNOWN -> Tone.QUIET;
        };
        return chip(tone, words(state.name()));
    }

    static Html chip(DecisionKind kind) {
        Tone tone = switch (kind) {
            case PROMOTE -> Tone.GOOD;
            case CHALLENGE, PIN, ALIAS_ADOPTED -> Tone.INFO;
            case ROLLBACK -> Tone.BAD;
            case HOLD, REFUSE, ALIAS_REVERTED, STALE, REFUSED_COMMAND -> Tone.WARN;
            case RELEASE_HOLD, LIFT_QUARANTINE, UNKNOWN -> Tone.QUIET;
        };
        return chip(tone, words(kind.name()));
    }

    static Html chip(DriftRequest request) {
        Tone tone = switch (request) {
            case IGNORE, UNKNOWN -> Tone.QUIET;
            case RAISE_REPLAY, TRAIN_NOW -> Tone.INFO;
            case QUARANTINE_SOURCE -> Tone.WARN;
            case HOLD_PROMOTION -> Tone.BAD;
        };
        return chip(tone, words(request.name()));
    }

    static Html chip(Outcome outcome) {
        Tone tone = switch (outcome) {
            case KEPT -> Tone.GOOD;
            case DUPLICATE -> Tone.INFO;
            case REJECTED -> Tone.WARN;
            case POISON -> Tone.BAD;
            case UNKNOWN -> Tone.QUIET;
        };
        return chip(tone, words(outcome.name()));
    }

    /** {@code RELEASE_HOLD} as people read it. */
    static String words(String constant) {
        return constant.toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** The first digits of an id; the whole of it on hover. */
    static Html id(@Nullable String id) {
        if (id == null || id.isEmpty()) {
            return Html.of("<span class=\"none\">none</span>");
        }
        return Html.of("<code class=\"id\" title=\"{}\">{}</code>", id, shortId(id));
    }

    static String shortId(String id) {
        return id.substring(0, Math.min(SHORT_ID, id.length()));
    }

    static Html version(long version) {
        return Html.of("<span class=\"version\">v{}</span>", version);
    }

    /** A time in UTC, which the page's script turns into an age. */
    static Html time(Instant instant) {
        if (instant.equals(Instant.EPOCH)) {
            return Html.of("<span class=\"none\">unknown</span>");
        }
        return Html.of("<time datetime=\"{}\">{}</time>", instant, TIME.format(instant));
    }

    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count).replace(',', ' ');
    }

    static String percent(double share) {
        return Double.isNaN(share) ? "–" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    /** Four significant digits, without noise for whole numbers. */
    static String number(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return Double.toString(value);
        }
        if (value == Math.rint(value) && Math.abs(value) < 1e9) {
            return count((long) value);
        }
        double size = Math.abs(value);
        if (size < 1e-3 || size >= 1e6) {
            return String.format(Locale.ROOT, "%.2e", value);
        }
        int decimals = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : size >= 1 ? 3 : 4;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    /** A difference of shares in points, with its sign. */
    static Html points(double difference) {
        String text = String.format(Locale.ROOT, "%+.1f pt", 100 * difference);
        return Html.of("<span class=\"{}\">{}</span>", difference < 0 ? "less" : "more", text);
    }
}
