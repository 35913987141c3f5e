package io.perennial.encoders.pretrained;

import io.perennial.encoders.network.Parameter;
import io.perennial.encoders.network.ParameterLayout;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Moves tensors of a file into a flat parameter vector and writes down what it did. Used by one thread. */
final class WeightTransfer {
    private final SafetensorsFile file;
    private final String prefix;
    private final Map<String, Parameter> parameters;
    private final float[] values;
    private final Map<String, WeightReport.Taken> taken = new LinkedHashMap<>();
    private final Map<String, String> reasons = new LinkedHashMap<>();
    private final List<String> differences = new ArrayList<>();

    /**
     * @param prefix what stands before the names of the family in this file
     * @param values written over where a parameter comes from the file
     */
    WeightTransfer(SafetensorsFile file, String prefix, ParameterLayout layout, float[] values) {
        this.file = file;
        this.prefix = prefix;
        this.values = values;
        parameters = layout.parameters().stream().collect(Collectors.toMap(Parameter::name, parameter -> parameter));
    }

    /** What the tensors are to a parameter. */
    interface Shaping {
        /** The numbers of the parameter, row-major, from those of the tensors. */
        float[] shaped(List<float[]> tensors);
    }

    boolean has(String tensor) {
        return file.entries().containsKey(prefix + tensor);
    }

    /** Shape of a tensor; empty where there is none. */
    List<Long> shape(String tensor) {
        SafetensorsFile.Entry entry = file.entries().get(prefix + tensor);
        return entry == null ? List.of() : entry.shape();
    }

    /** The parameter is the tensor. */
    void copy(String parameter, String tensor) throws IOException {
        if (fits(parameter, tensor, shapeOf(parameter))) {
            put(parameter, List.of(tensor), "as it is", tensors -> tensors.get(0));
        }
    }

    /** The parameter (in, out) is the tensor (out, in). */
    void transpose(String parameter, String tensor) throws IOException {
        List<Long> shape = shapeOf(parameter);
        if (shape.size() == 2 && fits(parameter, tensor, List.of(shape.get(1), shape.get(0)))) {
            put(
                    parameter,
                    List.of(tensor),
                    "transposed",
                    tensors ->
                            transposed(tensors.get(0), Math.toIntExact(shape.get(1)), Math.toIntExact(shape.get(0))));
        }
    }

    /** The parameter (in, sum of out) is made of tensors (out, in) side by side. */
    void joinTransposed(String parameter, List<String> tensors) throws IOException {
        List<Long> shape = shapeOf(parameter);
        int in = Math.toIntExact(shape.get(0));
        int out = Math.toIntExact(shape.get(1)) / tensors.size();
        if (fit(parameter, tensors, List.of((long) out, (long) in))) {
            put(
                    parameter,
                    tensors,
                    "transposed and joined",
                    parts -> transposed(concatenated(parts), out * tensors.size(), in));
        }
    }

    /** The parameter is made of tensors of equal length, one after the other. */
    void join(String parameter, List<String> tensors) throws IOException {
        if (fit(parameter, tensors, List.of(shapeOf(parameter).get(0) / tensors.size()))) {
            put(parameter, tensors, "joined", WeightTransfer::concatenated);
        }
    }

    /** The parameter is shaped from a tensor that has a shape of its own. */
    void shape(String parameter, List<String> tensors, List<Long> expected, String how, Shaping shaping)
            throws IOException {
        if (fits(parameter, tensors.get(0), expected)) {
            put(parameter, tensors, how, shaping);
        }
    }

    /**
     * Rows of the parameter are rows of the tensor.
     *
     * @param rowOf row of the tensor for each row of the parameter; -1 for a row that stays as it is
     */
    void rows(String parameter, String tensor, int[] rowOf, String how) throws IOException {
        List<Long> shape = shapeOf(parameter);
        int width = Math.toIntExact(shape.get(1));
        long rows = has(tensor) ? shape(tensor).get(0) : 0;
        if (!fits(parameter, tensor, List.of(rows, (long) width))) {
            return;
        }
        float[] before = values(parameter);
        put(parameter, List.of(tensor), how, tensors -> {
            for (int row = 0; row < rowOf.length; row++) {
                if (rowOf[row] >= 0 && rowOf[row] < rows) {
                    System.arraycopy(tensors.get(0), rowOf[row] * width, before, row * width, width);
                }
            }
            return before;
        });
    }

    /** The parameter begins with one number everywhere, because its source has nothing there. */
    void fill(String parameter, float value, String how) {
        Parameter target = parameter(parameter);
        Arrays.fill(values, from(target), to(target), value);
        taken.put(parameter, new WeightReport.Taken(parameter, List.of(), how));
    }

    /** Adds numbers to a parameter: what its source adds at another place, for all inputs alike. */
    void add(String parameter, String tensor, float[] addends, String how) {
        Parameter target = parameter(parameter);
        for (int i = from(target); i < to(target); i++) {
            values[i] += addends[(i - from(target)) % addends.length];
        }
        WeightReport.Taken before = taken.get(parameter);
        List<String> tensors = new ArrayList<>(before == null ? List.of() : before.tensors());
        tensors.add(prefix + tensor);
        taken.put(
                parameter,
                new WeightReport.Taken(parameter, tensors, (before == null ? "" : before.how() + ", ") + how));
    }

    float[] read(String tensor) throws IOException {
        return file.values(prefix + tensor);
    }

    void skip(String tensor, String reason) {
        if (has(tensor)) {
            reasons.put(prefix + tensor, reason);
        }
    }

    /** Tells a reason why the model computes something else than the source of the weights. */
    void differs(String difference) {
        differences.add(difference);
    }

    boolean isTaken(String parameter) {
        return taken.containsKey(parameter);
    }

    WeightReport report(String family) {
        List<String> used =
                taken.values().stream().flatMap(each -> each.tensors().stream()).toList();
        List<WeightReport.Skipped> skipped = file.entries().keySet().stream()
                .filter(tensor -> !used.contains(tensor))
                .map(tensor -> new WeightReport.Skipped(
                        tensor, reasons.getOrDefault(tensor, "the model has nothing that corresponds to it")))
                .toList();
        List<String> untouched = parameters.keySet().stream()
                .filter(name -> !taken.containsKey(name))
                .sorted()
                .toList();
        return new WeightReport(family, List.copyOf(taken.values()), skipped, untouched, differences);
    }

    private void put(String parameter, List<String> tensors, String how, Shaping shaping) throws IOException {
        List<float[]> inputs = new ArrayList<>();
        for (String tensor : tensors) {
            inputs.add(read(tensor));
        }
        float[] shaped = shaping.shaped(inputs);
        Parameter target = parameter(parameter);
        System.arraycopy(shaped, 0, values, from(target), Math.toIntExact(target.elements()));
        taken.put(
                parameter,
                new WeightReport.Taken(
                        parameter,
                        tensors.stream().map(tensor -> prefix + tensor).toList(),
                        how));
    }

    private boolean fit(String parameter, List<String> tensors, List<Long> expected) {
        boolean fit = true;
        for (String tensor : tensors) {
            fit &= fits(parameter, tensor, expected);
        }
        return fit;
    }

    private boolean fits(String parameter, String tensor, List<Long> expected) {
        SafetensorsFile.Entry entry = file.entries().get(prefix + tensor);
        if (entry != null && (!entry.shape().equals(expected) || !entry.type().isReadable())) {
            skip(
                    tensor,
                    "has type " + entry.type() + " and shape " + entry.shape() + "; " + parameter + " needs "
                            + expected);
            return false;
        }
        return entry != null;
    }

    private float[] values(String name) {
        Parameter parameter = parameter(name);
        return Arrays.copyOfRange(values, from(parameter), to(parameter));
    }

    private List<Long> shapeOf(String name) {
        return parameter(name).shape();
    }

    private Parameter parameter(String name) {
        Parameter parameter = parameters.get(name);
        if (parameter == null) {
            throw new IllegalArgumentException("no parameter " + name + "; known are " + parameters.keySet());
        }
        return parameter;
    }

    private static int from(Parameter parameter) {
        return Math.toIntExact(parameter.offset());
    }

    private static int to(Parameter parameter) {
        return Math.toIntExact(parameter.offset() + parameter.elements());
    }

    private static float[] concatenated(List<float[]> parts) {
        int length = parts.stream().mapToInt(part -> part.length).sum();
        float[] joined = new float[length];
        int to = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, joined, to, part.length);
            to += part.length;
        }
        return joined;
    }

    private static float[] transposed(float[] matrix, int rows, int columns) {
        float[] result = new float[matrix.length];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                result[column * rows + row] = matrix[row * columns + column];
            }
        }
        return result;
    }
}
