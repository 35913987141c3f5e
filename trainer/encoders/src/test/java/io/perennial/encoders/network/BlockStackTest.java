package io.perennial.encoders.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.encoders.network.TextShape.Attention;
import io.perennial.encoders.plan.Plan;
import io.perennial.encoders.plan.PlanCost;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What it saves to run blocks again: 8 layers of 2 windows of 256 positions. */
class BlockStackTest {
    private static final int LAYERS = 8;
    private static final int LENGTH = 256;
    private static final int WIDTH = 64;
    private static final int HEADS = 4;
    private static final int WINDOWS = 2;

    private final Plan kept = plan(false);
    private final Plan again = plan(true);

    @Test
    void buffersTakeLessThanHalf() {
        assertThat(PlanCost.bufferElements(again)).isLessThan(PlanCost.bufferElements(kept) / 2);
    }

    @Test
    void eachBlockButTheLastLeavesItsInputAlone() {
        // given what a block computes: normed, normalised and inverse twice, projected, context, weights, and three
        // hidden ones
        long rows = (long) WINDOWS * LENGTH;
        long block = rows * (2 * (WIDTH + WIDTH + 1) + 3 * WIDTH + WIDTH + 3 * 4 * WIDTH)
                + (long) WINDOWS * HEADS * LENGTH * LENGTH;
        long input = rows * WIDTH;

        // then
        assertThat(PlanCost.bufferElements(kept) - PlanCost.bufferElements(again))
                .isEqualTo((LAYERS - 1) * (block - input));
    }

    @Test
    void whatRunsAgainIsNoPartOfTheCostOfTheModel() {
        assertThat(PlanCost.matrixOperations(again, Network.GRADIENTS))
                .isEqualTo(PlanCost.matrixOperations(kept, Network.GRADIENTS));
    }

    @Test
    void aSingleBlockHasNothingToSave() {
        TextShape keeping = new TextShape(300, 16, 8, 2, 1, 0.02);
        TextShape recomputing = new TextShape(300, 16, 8, 2, 1, 0.02, Attention.BOTH_WAYS, false, false, true);
        assertThat(operations(recomputing)).isEqualTo(operations(keeping));
    }

    private static int operations(TextShape shape) {
        return TextNetwork.forTraining(shape, 2, 4, 0.98).network().plan().programs().values().stream()
                .mapToInt(List::size)
                .sum();
    }

    private static Plan plan(boolean recomputes) {
        TextShape shape =
                new TextShape(300, LENGTH, WIDTH, HEADS, LAYERS, 0.02, Attention.BOTH_WAYS, false, false, recomputes);
        return TextNetwork.forTraining(shape, WINDOWS, 16, 0.98).network().plan();
    }
}
