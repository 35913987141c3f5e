package io.perennial.encoders.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.perennial.encoders.nd4j.Nd4jExecutor;
import io.perennial.encoders.nd4j.Precision;
import io.perennial.encoders.plan.BoundPlan;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Both towers, projections, and loss as one network. */
class PairNetworkTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final ImageShape PICTURE = new ImageShape(4, 2, 8, 2, 2, 0.3);
    private static final TextShape TEXT = new TextShape(19, 4, 8, 2, 2, 0.3);

    private final PairNetwork pairs = new PairNetwork(new PairShape(PICTURE, TEXT, 6, 3, 0.98));

    @Test
    void gradientsOfBothTowersAndOfTheScaleAreThoseOfTheLoss() {
        try (BoundPlan bound = bound(Precision.DOUBLE)) {
            // given
            bound.write(pairs.network().parameters(), GradientCheck.parameters(pairs.network()));

            // when
            double error = GradientCheck.worstError(bound, pairs.network(), pairs::lossSum);

            // then
            assertThat(error).isLessThan(1e-6);
        }
    }

    @Test
    void gradientsOfAPassDoNotDependOnThePassBefore() {
        try (BoundPlan bound = bound(Precision.FLOAT)) {
            // given
            bound.write(pairs.network().parameters(), GradientCheck.parameters(pairs.network()));
            bound.run(Network.GRADIENTS);
            float[] first = gradients(bound);

            // when
            bound.run(Network.GRADIENTS);

            // then
            assertThat(gradients(bound)).containsExactly(first);
        }
    }

    @Test
    void aStepMakesNoArrayOnTheHeap() {
        ImageShape picture = new ImageShape(16, 4, 32, 2, 1, 0.02);
        TextShape text = new TextShape(300, 16, 32, 2, 1, 0.02);
        PairNetwork larger = new PairNetwork(new PairShape(picture, text, 32, 32, 0.98));
        larger.network().plan().include(Network.UPDATE);
        long widestActivationsOfOneCaption = 16 * 4 * 32 * Float.BYTES;
        try (BoundPlan bound =
                new Nd4jExecutor(Precision.FLOAT).bind(larger.network().plan())) {
            // given
            larger.prepare(bound);
            steps(bound, 100);
            long before = THREADS.getCurrentThreadAllocatedBytes();

            // when
            steps(bound, 50);

            // then
            long bytes = (THREADS.getCurrentThreadAllocatedBytes() - before) / 50;
            assertThat(bytes)
                    .as("bytes of a step, which are small objects around the operations")
                    .isLessThan(widestActivationsOfOneCaption);
        }
    }

    @Test
    void whatStandsBehindTheLastTokenOfACaptionIsNotRead() {
        try (BoundPlan bound = bound(Precision.DOUBLE)) {
            // given
            bound.write(pairs.network().parameters(), GradientCheck.parameters(pairs.network()));
            bound.run(Network.GRADIENTS);
            double loss = pairs.lossSum(bound);

            // when
            bound.write(pairs.tokens(), new int[] {5, 7, 5, 11, 3, 18, 9, 9, 4, 6, 2, 9});
            bound.run(Network.GRADIENTS);

            // then
            assertThat(pairs.lossSum(bound)).isEqualTo(loss);
        }
    }

    @Test
    void theTowerOfPicturesHasTheParametersOfEveryNetworkOfPictures() {
        // given
        ParameterLayout layout = pairs.network().layout();
        ViewShape shape = new ViewShape(PICTURE, PerceptronShape.plain(8, 6), 3, 0.98);
        Map<String, List<Long>> shapes = shapes(layout);

        // when
        Map<String, List<Long>> ofViews = shapes(JointEmbeddingNetwork.layout(shape));

        // then
        assertThat(shapes).containsAllEntriesOf(ofViews);
        shapes.keySet().removeAll(ofViews.keySet());
        assertThat(shapes.keySet()).allMatch(name -> name.startsWith("text.") || name.equals("logit.scale"));
    }

    @Test
    void theScaleBeginsAsTheInverseOfItsTemperatureAndDoesNotDecay() {
        // given
        Parameter scale = parameter("logit.scale");

        // when
        float[] values = pairs.network().layout().initialValues(1);

        // then
        assertThat(Math.exp(values[Math.toIntExact(scale.offset())])).isCloseTo(1 / 0.07, within(1e-5));
        assertThat(scale.isMatrix()).isFalse();
    }

    @Test
    void theScaleStaysAtAHundredOrBelow() {
        try (BoundPlan bound = bound(Precision.FLOAT)) {
            // given
            long scale = parameter("logit.scale").offset();
            bound.set(pairs.network().parameters(), scale, 4.7);

            // when
            pairs.limitScale(bound);

            // then
            assertThat(Math.exp(bound.get(pairs.network().parameters(), scale)))
                    .isLessThanOrEqualTo(100)
                    .isCloseTo(100, within(1e-3));
        }
    }

    @Test
    void aScaleBelowAHundredIsLeftAlone() {
        try (BoundPlan bound = bound(Precision.FLOAT)) {
            // given
            long scale = parameter("logit.scale").offset();
            bound.set(pairs.network().parameters(), scale, 4.5);

            // when
            pairs.limitScale(bound);

            // then
            assertThat(bound.get(pairs.network().parameters(), scale)).isEqualTo(4.5);
        }
    }

    @Test
    void onePairAloneIsRefused() {
        assertThatThrownBy(() -> new PairShape(PICTURE, TEXT, 6, 1, 0.98))
                .hasMessageContaining("at least 2 pairs, were 1");
    }

    /** Three pictures with captions of four, two and three tokens. */
    private BoundPlan bound(Precision precision) {
        pairs.network().plan().include(Network.UPDATE);
        BoundPlan bound = new Nd4jExecutor(precision).bind(pairs.network().plan());
        pairs.prepare(bound);
        bound.write(pairs.patches(), GradientCheck.random(pairs.patches(), 1));
        bound.write(pairs.tokens(), new int[] {5, 7, 5, 11, 3, 18, 0, 0, 4, 6, 2, 0});
        float hidden = TextNetwork.HIDDEN;
        bound.write(pairs.mask(), new float[] {0, 0, 0, 0, 0, 0, hidden, hidden, 0, 0, 0, hidden});
        float third = 1f / 3;
        bound.write(pairs.shares(), new float[] {0.25f, 0.25f, 0.25f, 0.25f, 0.5f, 0.5f, 0, 0, third, third, third, 0});
        return bound;
    }

    private float[] gradients(BoundPlan bound) {
        float[] values = new float[Math.toIntExact(pairs.network().gradients().elements())];
        bound.read(pairs.network().gradients(), values);
        return values;
    }

    private static void steps(BoundPlan bound, int steps) {
        for (int step = 0; step < steps; step++) {
            bound.run(Network.GRADIENTS);
            bound.run(Network.NORM);
            bound.run(Network.UPDATE);
        }
    }

    private Parameter parameter(String name) {
        return pairs.network().layout().parameters().stream()
                .filter(parameter -> parameter.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, List<Long>> shapes(ParameterLayout layout) {
        Function<Parameter, List<Long>> shape = Parameter::shape;
        return layout.parameters().stream().collect(Collectors.toMap(Parameter::name, shape));
    }
}
