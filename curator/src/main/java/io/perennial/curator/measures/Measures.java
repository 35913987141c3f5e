package io.perennial.curator.measures;

import io.perennial.schemas.records.Score;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Named numbers of one sample, in the order in which they were measured. Not safe for use by several threads. */
public final class Measures {
    private final Map<String, Double> values = new LinkedHashMap<>();

    public void put(String name, double value) {
        if (values.put(name, value) != null) {
            throw new IllegalStateException("measure '" + name + "' was taken twice");
        }
    }

    /** The value, or null if it has not been measured (yet). */
    public @Nullable Double find(String name) {
        return values.get(name);
    }

    /** All values as scores of a verdict; {@code threshold} gives the bound of a measure or null. */
    public List<Score> scores(Function<String, @Nullable Double> threshold) {
        List<Score> scores = new ArrayList<>(values.size());
        values.forEach((name, value) -> scores.add(new Score(name, value, threshold.apply(name))));
        return scores;
    }
}
