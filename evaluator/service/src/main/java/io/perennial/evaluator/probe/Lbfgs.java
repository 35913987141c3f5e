package io.perennial.evaluator.probe;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Limited-memory BFGS with a strong Wolfe line search (Nocedal and Wright, "Numerical Optimization", 2nd edition, algorithms 7.4,
 * 7.5, 3.5 and 3.6). All sums run in a fixed order on one thread, so the same input gives the same bits.
 */
final class Lbfgs {
    private static final int MEMORY = 10;

    private final double gradientTolerance;
    private final int maximumIterations;

    /**
     * A minimiser.
     *
     * @param gradientTolerance done when no component of the gradient is larger
     * @param maximumIterations done after so many line searches in any case
     */
    Lbfgs(double gradientTolerance, int maximumIterations) {
        this.gradientTolerance = gradientTolerance;
        this.maximumIterations = maximumIterations;
    }

    /**
     * Where the search ended.
     *
     * @param point the best point
     * @param value the function there
     * @param iterations line searches taken
     * @param converged false if the iterations ran out or no step improved the value
     */
    @SuppressWarnings("ArrayRecordComponent") // A result that is taken apart at once, never compared.
    record Minimum(double[] point, double value, int iterations, boolean converged) {}

    @SuppressWarnings("ArrayRecordComponent") // Part of a recursion, never compared.
    private record Correction(double[] step, double[] change, double curvature) {}

    Minimum minimise(Objective objective, double[] start) {
        LineSearch.Position position = LineSearch.Position.at(objective, start.clone());
        Deque<Correction> corrections = new ArrayDeque<>();
        for (int iteration = 0; iteration < maximumIterations; iteration++) {
            if (largest(position.gradient()) <= gradientTolerance) {
                return new Minimum(position.point(), position.value(), iteration, true);
            }
            double[] direction = direction(position.gradient(), corrections);
            double firstStep = corrections.isEmpty() ? Math.min(1, 1 / norm(position.gradient())) : 1;
            LineSearch.Position next = new LineSearch(objective, position, direction).search(firstStep);
            if (!(next.value() < position.value())) {
                return new Minimum(position.point(), position.value(), iteration, false);
            }
            remember(corrections, position, next);
            position = next;
        }
        return new Minimum(
                position.point(),
                position.value(),
                maximumIterations,
                largest(position.gradient()) <= gradientTolerance);
    }

    private static void remember(Deque<Correction> corrections, LineSearch.Position from, LineSearch.Position to) {
        double[] step = difference(to.point(), from.point());
        double[] change = difference(to.gradient(), from.gradient());
        double curvature = dot(step, change);
        if (curvature > 0) {
            corrections.addLast(new Correction(step, change, curvature));
            if (corrections.size() > MEMORY) {
                corrections.removeFirst();
            }
        }
    }

    /** The two-loop recursion. */
    private static double[] direction(double[] gradient, Deque<Correction> corrections) {
        double[] direction = gradient.clone();
        Deque<Double> weights = new ArrayDeque<>();
        for (Iterator<Correction> newestFirst = corrections.descendingIterator(); newestFirst.hasNext(); ) {
            Correction correction = newestFirst.next();
            double weight = dot(correction.step, direction) / correction.curvature;
            add(direction, -weight, correction.change);
            weights.push(weight);
        }
        if (!corrections.isEmpty()) {
            Correction newest = corrections.getLast();
            scale(direction, newest.curvature / dot(newest.change, newest.change));
        }
        for (Correction correction : corrections) {
            double weight = dot(correction.change, direction) / correction.curvature;
            add(direction, weights.pop() - weight, correction.step);
        }
        scale(direction, -1);
        return direction;
    }

    static double dot(double[] left, double[] right) {
        double sum = 0;
        for (int i = 0; i < left.length; i++) {
            sum += left[i] * right[i];
        }
        return sum;
    }

    private static void add(double[] target, double factor, double[] values) {
        for (int i = 0; i < target.length; i++) {
            target[i] += factor * values[i];
        }
    }

    private static void scale(double[] target, double factor) {
        for (int i = 0; i < target.length; i++) {
            target[i] *= factor;
        }
    }

    private static double[] difference(double[] left, double[] right) {
        double[] difference = new double[left.length];
        for (int i = 0; i < left.length; i++) {
            difference[i] = left[i] - right[i];
        }
        return difference;
    }

    private static double norm(double[] values) {
        return Math.sqrt(dot(values, values));
    }

    private static double largest(double[] values) {
        double largest = 0;
        for (double value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
