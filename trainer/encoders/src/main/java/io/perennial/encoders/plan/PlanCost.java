package io.perennial.encoders.plan;

import io.perennial.encoders.plan.Operation.Affine;
import io.perennial.encoders.plan.Operation.Composite;
import io.perennial.encoders.plan.Operation.MatrixProduct;
import io.perennial.encoders.plan.Operation.Recomputation;
import java.util.List;

/** What a program costs. */
public final class PlanCost {
    private PlanCost() {}

    /**
     * Floating point operations of the matrix products of a program, an addition and a multiplication counted as two. What is computed
     * again does not count.
     */
    public static long matrixOperations(Plan plan, String program) {
        return matrixOperations(plan.programs().getOrDefault(program, List.of()));
    }

    /** Numbers that the buffers of a plan hold as long as it is bound. */
    public static long bufferElements(Plan plan) {
        return plan.buffers().stream().mapToLong(Buffer::length).sum();
    }

    private static long matrixOperations(List<Operation> operations) {
        return operations.stream().mapToLong(PlanCost::matrixOperations).sum();
    }

    private static long matrixOperations(Operation operation) {
        if (operation instanceof MatrixProduct product) {
            Tensor a = product.a();
            long summed = a.size(product.transposeA() ? a.rank() - 2 : a.rank() - 1);
            return 2 * product.output().elements() * summed;
        }
        if (operation instanceof Affine affine) {
            return 2 * affine.output().elements() * affine.weight().size(0);
        }
        if (operation instanceof Composite composite && !(operation instanceof Recomputation)) {
            return matrixOperations(composite.parts());
        }
        return 0;
    }
}
