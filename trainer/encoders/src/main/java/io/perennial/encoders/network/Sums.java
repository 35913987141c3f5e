package io.perennial.encoders.network;

import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.plan.Tensor;

/** Sums over small tensors, in the order of their elements and in double precision. */
final class Sums {
    private Sums() {}

    static double of(BoundPlan bound, Tensor tensor) {
        double sum = 0;
        for (long i = 0; i < tensor.elements(); i++) {
            sum += bound.get(tensor, i);
        }
        return sum;
    }
}
