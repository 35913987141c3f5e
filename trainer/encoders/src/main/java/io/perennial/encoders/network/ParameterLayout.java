package io.perennial.encoders.network;

import io.perennial.encoders.network.Parameter.Initial;
import io.perennial.encoders.plan.Plan;
import io.perennial.encoders.plan.Tensor;
import io.perennial.encoders.random.CounterRandom;
import io.perennial.encoders.random.Purpose;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Where each parameter lies in the one flat vector: matrices first, so that what is decayed is one contiguous stretch. The same
 * layout serves parameters, gradients and moments, and plans for training and for embedding.
 */
public final class ParameterLayout {
    private final Map<String, Parameter> parameters = new LinkedHashMap<>();
    private final long matrixElements;
    private final long elements;
    private final String parameterVector;
    private final String gradientVector;
    private final StoredNumber stored;

    private ParameterLayout(List<Parameter> ordered) {
        long offset = 0;
        long matrices = 0;
        for (Parameter parameter : ordered) {
            Parameter placed =
                    new Parameter(parameter.name(), parameter.shape(), parameter.initial(), parameter.amount(), offset);
            if (parameters.put(placed.name(), placed) != null) {
                throw new IllegalArgumentException("parameter " + placed.name() + " is declared twice");
            }
            offset += placed.elements();
            if (placed.isMatrix()) {
                matrices = offset;
            }
        }
        elements = offset;
        matrixElements = matrices;
        parameterVector = Network.PARAMETERS;
        gradientVector = Network.GRADIENTS;
        stored = StoredNumber.FLOAT32;
    }

    private ParameterLayout(
            ParameterLayout placement, String parameterVector, String gradientVector, StoredNumber stored) {
        parameters.putAll(placement.parameters);
        elements = placement.elements;
        matrixElements = placement.matrixElements;
        this.parameterVector = parameterVector;
        this.gradientVector = gradientVector;
        this.stored = stored;
    }

    /** The same placement in other vectors of the plan: for a second encoder, or for gradients that are added up. */
    ParameterLayout over(String otherParameterVector, String otherGradientVector) {
        return new ParameterLayout(this, otherParameterVector, otherGradientVector, stored);
    }

    /** The same placement of other numbers in a checkpoint. */
    ParameterLayout storedAs(StoredNumber number) {
        return new ParameterLayout(this, parameterVector, gradientVector, number);
    }

    public List<Parameter> parameters() {
        return List.copyOf(parameters.values());
    }

    public long elements() {
        return elements;
    }

    /** What its numbers are in a checkpoint. */
    public StoredNumber stored() {
        return stored;
    }

    /** Length of the leading stretch that holds the matrices. */
    public long matrixElements() {
        return matrixElements;
    }

    /** The tensor of a parameter. */
    public Tensor parameter(Plan plan, String name) {
        return view(vector(plan, parameterVector), name);
    }

    /** The tensor of a parameter's gradient. */
    public Tensor gradient(Plan plan, String name) {
        return view(vector(plan, gradientVector), name);
    }

    /** A whole flat vector of this layout. */
    public Tensor vector(Plan plan, String name) {
        return plan.real(name, elements);
    }

    /** The start of every parameter: a function of the seed alone. */
    public float[] initialValues(long seed) {
        float[] values = new float[Math.toIntExact(elements)];
        int index = 0;
        for (Parameter parameter : parameters.values()) {
            int from = Math.toIntExact(parameter.offset());
            int to = Math.toIntExact(parameter.offset() + parameter.elements());
            switch (parameter.initial()) {
                case ZEROS -> Arrays.fill(values, from, to, 0);
                case ONES -> Arrays.fill(values, from, to, 1);
                case CONSTANT -> Arrays.fill(values, from, to, (float) parameter.amount());
                case NORMAL -> {
                    CounterRandom random = new CounterRandom(seed, Purpose.INITIALISATION, index);
                    for (int i = from; i < to; i++) {
                        values[i] = (float) (parameter.amount() * random.nextGaussian());
                    }
                }
            }
            index++;
        }
        return values;
    }

    /** Some of the parameters, in the same order in a vector of their own. */
    public ParameterLayout only(Predicate<Parameter> wanted) {
        return new ParameterLayout(parameters().stream().filter(wanted).toList());
    }

    /**
     * The vector of this layout whose parameters are those of the same name in another one; zeros where there is none.
     *
     * @param values vector of the other layout
     * @throws IllegalArgumentException if a parameter has another shape there
     */
    public float[] taking(ParameterLayout other, float[] values) {
        float[] taken = new float[Math.toIntExact(elements)];
        for (Parameter parameter : parameters.values()) {
            Parameter source = other.parameters.get(parameter.name());
            if (source != null) {
                if (!source.shape().equals(parameter.shape())) {
                    throw new IllegalArgumentException("parameter " + parameter.name() + " has shape " + source.shape()
                            + " there and " + parameter.shape() + " here");
                }
                System.arraycopy(
                        values,
                        Math.toIntExact(source.offset()),
                        taken,
                        Math.toIntExact(parameter.offset()),
                        Math.toIntExact(parameter.elements()));
            }
        }
        return taken;
    }

    private Tensor view(Tensor vector, String name) {
        Parameter parameter = parameters.get(name);
        if (parameter == null) {
            throw new IllegalArgumentException("no parameter " + name + "; known are " + parameters.keySet());
        }
        long[] shape = parameter.shape().stream().mapToLong(Long::longValue).toArray();
        return Tensor.of(vector.buffer(), parameter.offset(), shape);
    }

    /** Collects declarations in the order of the network. */
    public static final class Builder {
        private final List<Parameter> declared = new ArrayList<>();

        public Builder normal(String name, double deviation, Long... shape) {
            return declare(name, Initial.NORMAL, deviation, shape);
        }

        public Builder zeros(String name, Long... shape) {
            return declare(name, Initial.ZEROS, 0, shape);
        }

        public Builder ones(String name, Long... shape) {
            return declare(name, Initial.ONES, 0, shape);
        }

        public Builder constant(String name, double value, Long... shape) {
            return declare(name, Initial.CONSTANT, value, shape);
        }

        public ParameterLayout build() {
            List<Parameter> ordered = new ArrayList<>();
            declared.stream().filter(Parameter::isMatrix).forEach(ordered::add);
            declared.stream().filter(parameter -> !parameter.isMatrix()).forEach(ordered::add);
            return new ParameterLayout(ordered);
        }

        private Builder declare(String name, Initial initial, double amount, Long... shape) {
            declared.add(new Parameter(name, List.of(shape), initial, amount, 0));
            return this;
        }
    }
}
