package io.perennial.encoders.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.encoders.plan.Operation.MatrixProduct;
import org.junit.jupiter.api.Test;

class PlanCostTest {
    private final Plan plan = new Plan();

    @Test
    void countsTwoOperationsForEachTermOfAProduct() {
        // given (3, 5) times (5, 7), once as it is and once with the first one transposed
        Program program = plan.program("products");
        program.product(plan.real("a", 3, 5), plan.real("b", 5, 7), plan.real("c", 3, 7));
        program.append(new MatrixProduct(
                plan.real("transposed", 5, 3), plan.real("b", 5, 7), plan.real("c", 3, 7), true, false, 1, 0));

        // then
        assertThat(PlanCost.matrixOperations(plan, "products")).isEqualTo(2 * (2 * 3 * 5 * 7));
    }

    @Test
    void countsEveryMatrixOfAStack() {
        // given
        plan.program("stack").product(plan.real("a", 4, 3, 5), plan.real("b", 4, 5, 7), plan.real("c", 4, 3, 7));

        // then
        assertThat(PlanCost.matrixOperations(plan, "stack")).isEqualTo(4 * 2 * 3 * 5 * 7);
    }

    @Test
    void countsAffineMapsButNotWhatIsDoneElementByElement() {
        // given
        Program program = plan.program("layer");
        program.affine(plan.real("x", 3, 5), plan.real("w", 5, 7), plan.real("bias", 7), plan.real("y", 3, 7));
        program.multiply(plan.real("y", 3, 7), 2, plan.real("y", 3, 7));

        // then
        assertThat(PlanCost.matrixOperations(plan, "layer")).isEqualTo(2 * 3 * 5 * 7);
    }

    @Test
    void whatIsComputedAgainIsNoPartOfTheCost() {
        // given
        Program program = plan.program("twice");
        program.product(plan.real("a", 3, 5), plan.real("b", 5, 7), plan.real("c", 3, 7));
        program.append(new Operation.Recomputation(program.collect(
                again -> again.product(plan.real("a", 3, 5), plan.real("b", 5, 7), plan.real("c", 3, 7)))));

        // then
        assertThat(PlanCost.matrixOperations(plan, "twice")).isEqualTo(2 * 3 * 5 * 7);
    }

    @Test
    void countsABufferOnceHoweverOftenItIsUsed() {
        // given
        plan.program("sums").add(plan.real("a", 3, 5), plan.real("a", 3, 5), plan.real("a", 15));
        plan.integer("rows", 4);

        // then
        assertThat(PlanCost.bufferElements(plan)).isEqualTo(3 * 5 + 4);
    }

    @Test
    void aProgramThatIsNotThereCostsNothing() {
        assertThat(PlanCost.matrixOperations(plan, "nothing")).isZero();
    }
}
