package io.perennial.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchPlanTest {
    @Test
    void trainsOnEverySampleOnceInEachPass() {
        // given
        BatchPlan plan = new BatchPlan(90, 2, 10, 0.1, true, 1, 0);

        // when
        Map<Integer, Long> visits = IntStream.range(0, plan.steps())
                .flatMap(step -> Arrays.stream(plan.windowRows(step)))
                .boxed()
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));

        // then
        assertThat(plan.steps()).isEqualTo(20);
        assertThat(visits)
                .hasSize(90)
                .allSatisfy((row, count) -> assertThat(count).isEqualTo(2));
    }

    @Test
    void keepsTheShapeOfTheBatchWhenTheWindowIsSmallerThanIt() {
        // given
        BatchPlan plan = new BatchPlan(3, 1, 16, 0.05, true, 1, 0);

        // when
        int[] rows = plan.windowRows(0);

        // then
        assertThat(plan.steps()).isEqualTo(1);
        assertThat(rows).hasSize(15).containsOnly(0, 1, 2);
    }

    @Test
    void replaysNothingWhileThereIsNoEarlierWindow() {
        // given
        BatchPlan first = new BatchPlan(100, 1, 20, 0.25, false, 1, 0);
        BatchPlan later = new BatchPlan(100, 1, 20, 0.25, true, 1, 0);

        // when
        int[] rows = {first.newRows(), first.replayRows(), later.newRows(), later.replayRows()};

        // then
        assertThat(rows).containsExactly(20, 0, 15, 5);
    }

    @Test
    void drawsTheSameRowsForAnyStepWithoutTheStepsBefore() {
        // given
        BatchPlan whole = new BatchPlan(64, 3, 8, 0, false, 9, 40);
        IntStream.range(0, 23).forEach(whole::windowRows);

        // when
        int[] afterOthers = whole.windowRows(17);
        int[] alone = new BatchPlan(64, 3, 8, 0, false, 9, 40).windowRows(17);

        // then
        assertThat(afterOthers).isEqualTo(alone);
    }

    @Test
    void shufflesEachUpdateAndEachPassInItsOwnOrder() {
        // given
        BatchPlan update = new BatchPlan(64, 2, 64, 0, false, 9, 0);
        BatchPlan next = new BatchPlan(64, 2, 64, 0, false, 9, 2);

        // when
        int[] firstPass = update.windowRows(0);
        int[] secondPass = update.windowRows(1);

        // then
        assertThat(firstPass).isNotEqualTo(secondPass).isNotEqualTo(next.windowRows(0));
    }
}
