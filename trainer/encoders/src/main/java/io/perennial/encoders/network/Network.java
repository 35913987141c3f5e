package io.perennial.encoders.network;

import io.perennial.encoders.plan.Plan;
import io.perennial.encoders.plan.Tensor;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A plan with its parameters.
 *
 * @param plan the plan; training plans have the programs {@link #GRADIENTS} and {@link #UPDATE}, embedding plans {@link #EMBED},
 *     predicting plans {@link #PREDICT}
 * @param layout where each parameter lies
 * @param more vectors besides parameters and moments that training changes and a checkpoint has to hold, by name
 */
public record Network(Plan plan, ParameterLayout layout, SortedMap<String, ParameterLayout> more) {
    /** Forward and backward pass: losses and the gradient vector, which has the same name. */
    public static final String GRADIENTS = "gradients";

    /** Global norm of the gradient vector. */
    public static final String NORM = "norm";

    /** One updater step with the gradient vector. */
    public static final String UPDATE = "update";

    /** Forward pass to one vector for each position. */
    public static final String EMBED = "embed";

    /** Forward pass to what the network puts where something was hidden. */
    public static final String PREDICT = "predict";

    /** The vector of the parameters. */
    public static final String PARAMETERS = "parameters";

    /** In a checkpoint, the parameters that are embedded with, where those are not {@link #PARAMETERS} themselves. */
    public static final String RELEASE = "release.parameters";

    /** The vector of Adam's means of the gradients. */
    public static final String FIRST_MOMENT = "moment.first";

    /** The vector of Adam's means of the squared gradients. */
    public static final String SECOND_MOMENT = "moment.second";

    public Network {
        more = Collections.unmodifiableSortedMap(new TreeMap<>(more));
    }

    public Network(Plan plan, ParameterLayout layout) {
        this(plan, layout, Collections.emptySortedMap());
    }

    /** Every vector that training changes, by name, and where its tensors lie. */
    public SortedMap<String, ParameterLayout> state() {
        SortedMap<String, ParameterLayout> state = new TreeMap<>(more);
        state.put(PARAMETERS, layout);
        state.put(FIRST_MOMENT, layout);
        state.put(SECOND_MOMENT, layout);
        return state;
    }

    /** The whole vector of that name in {@link #state()}. */
    public Tensor vector(String name) {
        ParameterLayout placement = state().get(name);
        if (placement == null) {
            throw new IllegalArgumentException("no vector " + name + "; known are " + state().keySet());
        }
        return placement.vector(plan, name);
    }

    public Tensor parameters() {
        return vector(PARAMETERS);
    }

    public Tensor gradients() {
        return layout.vector(plan, GRADIENTS);
    }

    public Tensor firstMoment() {
        return vector(FIRST_MOMENT);
    }

    public Tensor secondMoment() {
        return vector(SECOND_MOMENT);
    }

    /** One number: what the gradient is multiplied with before the update (clipping, and the mean over the batch). */
    public Tensor gradientScale() {
        return plan.real("gradient.scale", 1);
    }

    /** One number: learning rate with bias correction. */
    public Tensor learningRate() {
        return plan.real("learning.rate", 1);
    }

    /** One number: what matrices are multiplied with in each step, {@code 1 - rate * decay}. */
    public Tensor decay() {
        return plan.real("decay", 1);
    }

    /** One number: sum of the squared gradients. */
    public Tensor squaredNorm() {
        return plan.real("squared.norm", 1);
    }
}
