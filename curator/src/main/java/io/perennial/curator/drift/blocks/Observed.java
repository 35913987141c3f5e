package io.perennial.curator.drift.blocks;

import java.util.Map;

/**
 * What a block learns of a record, each by the name of the descriptor.
 *
 * @param values whose means are watched
 * @param shapes values whose distribution is watched
 * @param names whose shares are watched
 */
public record Observed(Map<String, Double> values, Map<String, Double> shapes, Map<String, String> names) {
    public Observed {
        values = Map.copyOf(values);
        shapes = Map.copyOf(shapes);
        names = Map.copyOf(names);
    }
}
