package io.perennial.encoders.training;

import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.Setting;
import io.perennial.encoders.network.Adapters;
import io.perennial.encoders.network.Network;
import io.perennial.encoders.network.ParameterLayout;
import io.perennial.encoders.network.WeightAverage;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything that training changes.
 *
 * @param steps steps since the first checkpoint
 * @param vectors flat vectors by name: those of {@link #layouts}, in the middle of an update also what only that update needs
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

    /**
     * The vectors of a checkpoint by name: all that training changes, but no moments of matrices that adapters freeze as soon as the next
     * update begins.
     */
    public static SortedMap<String, ParameterLayout> layouts(ModelConfiguration configuration, Network network) {
        SortedMap<String, ParameterLayout> layouts = changed(configuration, network);
        if (Adaptation.isChosen(configuration)) {
            ParameterLayout free = Adapters.free(network.layout());
            layouts.put(Network.FIRST_MOMENT, free);
            layouts.put(Network.SECOND_MOMENT, free);
        }
        return layouts;
    }

    /** Every vector that training changes, by name: those of the network, and the average of the parameters where one is wanted. */
    static SortedMap<String, ParameterLayout> changed(ModelConfiguration configuration, Network network) {
        SortedMap<String, ParameterLayout> layouts = new TreeMap<>(network.state());
        if (configuration.real(Setting.EMA_DECAY) > 0) {
            layouts.put(WeightAverage.PARAMETERS, network.layout());
        }
        return layouts;
    }

    /** The start of a model with what its configuration wants: an average begins with the parameters, moments are those of {@link #layouts}. */
    public TrainingState startedWith(ModelConfiguration configuration, Network network) {
        TrainingState started = configuration.real(Setting.EMA_DECAY) > 0
                ? with(WeightAverage.PARAMETERS, parameters().clone())
                : this;
        SortedMap<String, ParameterLayout> layouts = layouts(configuration, network);
        for (String moment : List.of(Network.FIRST_MOMENT, Network.SECOND_MOMENT)) {
            ParameterLayout kept = Objects.requireNonNull(layouts.get(moment));
            started = started.with(moment, kept.taking(network.layout(), started.vector(moment)));
        }
        return started;
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
