package io.perennial.encoders.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The static plan of a network: buffers, and programs, that is, named lists of operations. A plan is built once and knows no
 * device; an {@link Executor} binds it. Because nothing in it depends on data, an executor may prepare every operation before
 * the first step.
 */
public final class Plan {
    private final Map<String, Buffer> buffers = new LinkedHashMap<>();
    private final Map<String, List<Operation>> programs = new LinkedHashMap<>();
    private final Map<String, Consumer<Program>> offers = new LinkedHashMap<>();
    private final Map<Tensor, Double> constants = new LinkedHashMap<>();

    /** The buffer of that name, row-major; made on first use. Asking again with another size is a mistake. */
    public Tensor real(String name, long... shape) {
        return tensor(name, Buffer.Element.REAL, shape);
    }

    /** Like {@link #real} for integers. */
    public Tensor integer(String name, long... shape) {
        return tensor(name, Buffer.Element.INTEGER, shape);
    }

    /** A tensor filled once with a value, never written by an operation. */
    public Tensor constant(double value, long... shape) {
        StringBuilder name = new StringBuilder("constant " + value);
        for (long size : shape) {
            name.append(' ').append(size);
        }
        Tensor tensor = real(name.toString(), shape);
        constants.put(tensor, value);
        return tensor;
    }

    /** The program of that name, made empty on first use. Append operations with {@link Program}. */
    public Program program(String name) {
        return new Program(this, programs.computeIfAbsent(name, unused -> new ArrayList<>()));
    }

    /**
     * Offers a program that not every use of the plan runs. Its operations and buffers are made by {@link #include} alone, so that they take
     * no memory elsewhere.
     */
    public void offer(String name, Consumer<Program> operations) {
        offers.put(name, operations);
    }

    /** Makes an offered program, once; before the plan is bound. */
    public void include(String name) {
        Consumer<Program> offer = offers.remove(name);
        if (offer != null) {
            offer.accept(program(name));
        } else if (!programs.containsKey(name)) {
            throw new IllegalArgumentException("no program " + name + " is offered; known are " + programs.keySet());
        }
    }

    public List<Buffer> buffers() {
        return List.copyOf(buffers.values());
    }

    public Map<Tensor, Double> constants() {
        return Map.copyOf(constants);
    }

    public Map<String, List<Operation>> programs() {
        Map<String, List<Operation>> copy = new LinkedHashMap<>();
        programs.forEach((name, operations) -> copy.put(name, List.copyOf(operations)));
        return copy;
    }

    private Tensor tensor(String name, Buffer.Element element, long... shape) {
        long length = 1;
        for (long size : shape) {
            length *= size;
        }
        Buffer known = buffers.get(name);
        if (known == null) {
            known = new Buffer(name, length, element);
            buffers.put(name, known);
        } else if (known.length() != length || known.element() != element) {
            throw new IllegalArgumentException(
                    "buffer " + known + " was asked for again with " + length + " " + element);
        }
        return Tensor.of(known, 0, shape);
    }
}
