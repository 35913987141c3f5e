package io.perennial.encoders.training;

import io.perennial.encoders.network.Network;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything that training changes.
 *
 * @param steps steps since the first checkpoint
 * @param vectors flat vectors by name: those of {@link Network#state()}
 */
public record TrainingState(long steps, SortedMap<String, float[]> vectors) {
    public TrainingState {
        vectors = Collections.unmodifiableSortedMap(new TreeMap<>(vectors));
    }

    /** The start with these parameters: no steps, moments of zero. */
    public static TrainingState initial(float[] parameters) {
        SortedMap<String, float[]> vectors = new TreeMap<>();
        vectors.put(Network.PARAMETERS, parameters);
        vectors.put(Network.FIRST_MOMENT, new float[parameters.length]);
        vectors.put(Network.SECOND_MOMENT, new float[parameters.length]);
        return new TrainingState(0, vectors);
    }

    /** The same with one more vector, for objectives that keep more than parameters and moments. */
    public TrainingState with(String name, float[] values) {
        SortedMap<String, float[]> more = new TreeMap<>(vectors);
        more.put(name, values);
        return new TrainingState(steps, more);
    }

    public float[] parameters() {
        return vector(Network.PARAMETERS);
    }

    /** The vector of that name. */
    public float[] vector(String name) {
        float[] vector = vectors.get(name);
        if (vector == null) {
            throw new IllegalArgumentException("training state has no vector " + name + "; it has " + vectors.keySet());
        }
        return vector;
    }
}
