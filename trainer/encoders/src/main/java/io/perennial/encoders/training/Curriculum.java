package io.perennial.encoders.training;

import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.Objective;
import io.perennial.encoders.Setting;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Settings that begin at another value and reach their own in equal parts over the first steps of a model (from the easy to the hard:
 * Bengio et al., 2009; the share that is hidden: Yang et al., 2023). A function of the step alone, so a resumed training goes on exactly.
 */
public final class Curriculum {
    private static final Pattern CHANGE =
            Pattern.compile("\\s*(?<key>[a-z0-9.]+) +from +(?<start>[0-9.eE+-]+) +over +(?<steps>[0-9]{1,9})\\s*");

    /** What the plan of a training does not depend on. */
    private static final Set<Setting> CHANGEABLE = EnumSet.of(
            Setting.MASK_SHARE,
            Setting.MASK_HARD_SHARE,
            Setting.ORDER_WEIGHT,
            Setting.HYPERSPHERE_WEIGHT,
            Setting.CROP_LEAST,
            Setting.JITTER_SHARE,
            Setting.GREY_SHARE,
            Setting.BLUR_SHARE,
            Setting.SOLARISE_SHARE);

    /** A plan has a term for these only if they have a weight at the end. */
    private static final Set<Setting> WEIGHTS = EnumSet.of(Setting.ORDER_WEIGHT, Setting.HYPERSPHERE_WEIGHT);

    private final ModelConfiguration configuration;
    private final List<Change> changes;

    /**
     * @param start value in the first step
     * @param end value in the step after {@code steps} and all later ones
     */
    private record Change(Setting setting, double start, double end, long steps) {
        double at(long step) {
            double passed = Math.min(1, (double) (step - 1) / steps);
            return (1 - passed) * start + passed * end;
        }
    }

    private Curriculum(ModelConfiguration configuration, List<Change> changes) {
        this.configuration = configuration;
        this.changes = List.copyOf(changes);
    }

    /**
     * What a configuration describes.
     *
     * @throws IllegalArgumentException in one line, for a key that cannot change or a value that its setting does not allow
     */
    public static Curriculum of(ModelConfiguration configuration) {
        List<Change> changes = new ArrayList<>();
        if (Setting.CURRICULUM.appliesTo(configuration.objective())) {
            String text = configuration.text(Setting.CURRICULUM);
            for (String change : text.isBlank() ? new String[0] : text.split(",", -1)) {
                changes.add(change(configuration, change));
                requireNamedOnce(changes);
            }
        }
        return new Curriculum(configuration, changes);
    }

    /** Whether a text has the form of a curriculum, whatever its keys. */
    public static boolean isWellFormed(String text) {
        return text.isBlank()
                || List.of(text.split(",", -1)).stream()
                        .allMatch(change -> CHANGE.matcher(change).matches());
    }

    private static Change change(ModelConfiguration configuration, String text) {
        Matcher matcher = CHANGE.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "curriculum was '" + text + "'; it must be " + Setting.CURRICULUM.allowed());
        }
        String key = matcher.group("key");
        Setting setting = changeable(configuration.objective(), key);
        if (!setting.accepts(matcher.group("start"))) {
            throw new IllegalArgumentException("curriculum lets " + key + " start from '" + matcher.group("start")
                    + "'; it must be " + setting.allowed());
        }
        double end = configuration.real(setting);
        if (WEIGHTS.contains(setting) && end == 0) {
            throw new IllegalArgumentException("curriculum changes " + key
                    + ", which is 0; it must be above 0 for the objective to have that part");
        }
        long steps = Long.parseLong(matcher.group("steps"));
        return new Change(setting, Double.parseDouble(matcher.group("start")), end, Math.max(1, steps));
    }

    private static void requireNamedOnce(List<Change> changes) {
        Setting last = changes.get(changes.size() - 1).setting();
        if (changes.stream().filter(change -> change.setting() == last).count() > 1) {
            throw new IllegalArgumentException("curriculum names " + last.key() + " twice; once is allowed");
        }
    }

    private static Setting changeable(Objective objective, String key) {
        Optional<Setting> setting =
                Setting.of(key).filter(CHANGEABLE::contains).filter(known -> known.appliesTo(objective));
        return setting.orElseThrow(() ->
                new IllegalArgumentException("curriculum names " + key + "; what can change for " + objective.label()
                        + " is "
                        + CHANGEABLE.stream()
                                .filter(known -> known.appliesTo(objective))
                                .map(Setting::key)
                                .toList()));
    }

    /** Whether nothing ever changes. */
    public boolean isEmpty() {
        return changes.isEmpty();
    }

    /**
     * The value of a setting in a batch.
     *
     * @param batch from 1, over all steps of the model; steps have several where the configuration accumulates
     */
    public double at(Setting setting, long batch) {
        long step = (batch - 1) / configuration.accumulation() + 1;
        return changes.stream()
                .filter(change -> change.setting() == setting)
                .findFirst()
                .map(change -> change.at(step))
                .orElseGet(() -> configuration.real(setting));
    }

    /** The greatest value that a setting ever has. */
    public double greatest(Setting setting) {
        return changes.stream()
                .filter(change -> change.setting() == setting)
                .mapToDouble(Change::start)
                .reduce(configuration.real(setting), Math::max);
    }
}
