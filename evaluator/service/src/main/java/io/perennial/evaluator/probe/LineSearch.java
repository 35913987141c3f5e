package io.perennial.evaluator.probe;

/** Line search for the strong Wolfe conditions (Nocedal and Wright, algorithms 3.5 and 3.6, cubic interpolation 3.59). */
final class LineSearch {
    private static final double SUFFICIENT_DECREASE = 1e-4;
    private static final double CURVATURE = 0.9;
    private static final int MAXIMUM_TRIALS = 50;

    private final Objective objective;
    private final Position start;
    private final double[] direction;
    private final double startSlope;
    private int trials;

    LineSearch(Objective objective, Position start, double[] direction) {
        this.objective = objective;
        this.start = start;
        this.direction = direction;
        this.startSlope = Lbfgs.dot(start.gradient(), direction);
    }

    /**
     * A point with what is known there.
     *
     * @param point the point
     * @param value the function
     * @param gradient its gradient
     */
    @SuppressWarnings("ArrayRecordComponent") // A step of a search, never compared.
    record Position(double[] point, double value, double[] gradient) {
        static Position at(Objective objective, double[] point) {
            double[] gradient = new double[point.length];
            return new Position(point, objective.evaluate(point, gradient), gradient);
        }
    }

    private record Trial(double step, double slope, Position position) {
        double value() {
            return position.value();
        }
    }

    /** A point that meets the conditions, else the best point seen; the start if nothing is better. */
    Position search(double firstStep) {
        Trial previous = new Trial(0, startSlope, start);
        double step = firstStep;
        while (trials < MAXIMUM_TRIALS) {
            Trial trial = trial(step);
            if (tooHigh(trial) || (previous.step > 0 && trial.value() >= previous.value())) {
                return zoom(previous, trial);
            }
            if (flatEnough(trial)) {
                return trial.position;
            }
            if (trial.slope >= 0) {
                return zoom(trial, previous);
            }
            previous = trial;
            step *= 2;
        }
        return previous.position;
    }

    private Position zoom(Trial best, Trial other) {
        Trial low = best;
        Trial high = other;
        while (trials < MAXIMUM_TRIALS && low.step != high.step) {
            Trial trial = trial(between(low, high));
            if (tooHigh(trial) || trial.value() >= low.value()) {
                high = trial;
            } else {
                if (flatEnough(trial)) {
                    return trial.position;
                }
                if (trial.slope * (high.step - low.step) >= 0) {
                    high = low;
                }
                low = trial;
            }
        }
        return low.position;
    }

    /** Minimum of the cubic through both ends, or the middle where the cubic is of no use. */
    private static double between(Trial low, Trial high) {
        double first = low.slope + high.slope - 3 * (low.value() - high.value()) / (low.step - high.step);
        double radicand = first * first - low.slope * high.slope;
        double middle = (low.step + high.step) / 2;
        if (!(radicand >= 0)) {
            return middle;
        }
        double second = Math.signum(high.step - low.step) * Math.sqrt(radicand);
        double minimum = high.step
                - (high.step - low.step) * (high.slope + second - first) / (high.slope - low.slope + 2 * second);
        double edge = 0.1 * Math.abs(high.step - low.step);
        boolean inside =
                minimum > Math.min(low.step, high.step) + edge && minimum < Math.max(low.step, high.step) - edge;
        return inside ? minimum : middle;
    }

    private boolean tooHigh(Trial trial) {
        return !(trial.value() <= start.value() + SUFFICIENT_DECREASE * trial.step * startSlope);
    }

    private boolean flatEnough(Trial trial) {
        return Math.abs(trial.slope) <= -CURVATURE * startSlope;
    }

    private Trial trial(double step) {
        trials++;
        double[] point = new double[direction.length];
        for (int i = 0; i < point.length; i++) {
            point[i] = start.point()[i] + step * direction[i];
        }
        Position position = Position.at(objective, point);
        return new Trial(step, Lbfgs.dot(position.gradient(), direction), position);
    }
}
