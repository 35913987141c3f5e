package io.perennial.encoders.training;

import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.Setting;
import io.perennial.encoders.network.Adapters;
import io.perennial.encoders.network.Network;
import io.perennial.encoders.network.ParameterLayout;
import io.perennial.encoders.network.Updater;
import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.plan.PlanCost;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** AdamW on every parameter of a network, or on adapters and on what they leave free. */
final class Optimiser {
    private final Network network;
    private final @Nullable Adaptation adaptation;
    private final @Nullable Adapters adapters;
    private final double weightDecay;
    private final double beta2;
    private long begun;

    /** Appends its programs; before the plan is bound. */
    Optimiser(ModelConfiguration configuration, Network network, @Nullable Adaptation adaptation) {
        this.network = network;
        this.adaptation = adaptation;
        weightDecay = configuration.real(Setting.WEIGHT_DECAY);
        beta2 = configuration.real(Setting.BETA2);
        if (adaptation == null) {
            adapters = null;
            network.plan().include(Network.UPDATE);
        } else {
            adapters = new Adapters(network, adaptation.rank(), adaptation.scale(), beta2);
        }
    }

    @Nullable
    Adapters adapters() {
        return adapters;
    }

    /** Every vector that training changes, by name. */
    SortedMap<String, ParameterLayout> vectors(ModelConfiguration configuration) {
        if (adapters == null) {
            return TrainingState.changed(configuration, network);
        }
        SortedMap<String, ParameterLayout> vectors = new TreeMap<>(TrainingState.layouts(configuration, network));
        vectors.putAll(adapters.state());
        return vectors;
    }

    /**
     * An update begins.
     *
     * @param steps steps of the model before it
     */
    void begin(BoundPlan bound, long steps) {
        begun = steps;
        if (adapters != null && adaptation != null) {
            adapters.begin(bound, adaptation.seed(), steps);
        }
    }

    /** Sum of the squared gradients of what is trained. */
    double squaredNorm(BoundPlan bound) {
        if (adapters != null) {
            return adapters.squaredNorm(bound);
        }
        bound.run(Network.NORM);
        return bound.get(network.squaredNorm(), 0);
    }

    /**
     * Makes a step.
     *
     * @param step of the model, from 1
     * @param gradientScale what the gradients are multiplied with
     */
    void step(BoundPlan bound, long step, double rate, double gradientScale) {
        bound.set(network.gradientScale(), 0, gradientScale);
        bound.set(network.learningRate(), 0, Updater.corrected(rate, beta2, step));
        bound.set(network.decay(), 0, 1 - rate * weightDecay);
        if (adapters == null) {
            bound.run(Network.UPDATE);
        } else {
            adapters.update(bound, Updater.corrected(rate, beta2, step - begun));
        }
    }

    /** Floating point operations of the matrix products of a step besides those of the gradients. */
    long matrixOperations() {
        return adapters == null
                ? PlanCost.matrixOperations(network.plan(), Network.UPDATE)
                : adapters.matrixOperations();
    }
}
