package io.perennial.evaluator.probe;

/** A smooth function to be minimised. */
@FunctionalInterface
interface Objective {
    /**
     * Value at a point.
     *
     * @param gradient overwritten with the gradient at the point
     */
    double evaluate(double[] point, double[] gradient);
}
