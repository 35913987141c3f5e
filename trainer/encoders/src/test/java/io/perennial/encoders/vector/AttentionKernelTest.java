package io.perennial.encoders.vector;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.encoders.plan.Operation;
import io.perennial.encoders.plan.Tensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttentionKernelTest {
    private static final float HIDDEN = -1e9f;
    private static final double SCALE = 0.3;

    private final HostPlan host = new HostPlan();

    @ParameterizedTest
    @CsvSource({"1, 1, 1, 1", "3, 2, 5, 7", "2, 3, 17, 16", "2, 4, 64, 32", "1, 2, 33, 40"})
    void looksWhereTheScoresAreHigh(int sequences, int heads, int length, int width) {
        // given
        Operation.Attention attention = attention(sequences, heads, length, width, null);
        NaiveAttention wanted = NaiveAttention.of(host, attention);

        // when
        host.run(attention, 1);

        // then
        assertThat(HostPlan.error(host.read(attention.weights()), wanted.weights()))
                .isLessThan(1e-6);
        assertThat(HostPlan.error(host.read(attention.context()), wanted.context()))
                .isLessThan(1e-6);
    }

    @Test
    void doesNotLookAtPadding() {
        // given the last two positions of the second of two sequences are padding
        Tensor mask = host.plan().real("mask", 2, 1, 1, 5);
        host.write(mask, 0, 0, 0, 0, 0, 0, 0, 0, HIDDEN, HIDDEN);
        Operation.Attention attention = attention(2, 2, 5, 8, mask);
        NaiveAttention wanted = NaiveAttention.of(host, attention);

        // when
        host.run(attention, 1);

        // then
        double[] weights = host.read(attention.weights());
        assertThat(HostPlan.error(weights, wanted.weights())).isLessThan(1e-6);
        assertThat(HostPlan.error(host.read(attention.context()), wanted.context()))
                .isLessThan(1e-6);
        assertThat(Arrays.copyOfRange(weights, 2 * 25 + 3, 2 * 25 + 5)).containsOnly(0);
    }

    @Test
    void looksOnlyBackWhereTheMaskIsCausal() {
        // given
        Tensor mask = host.plan().real("mask", 1, 1, 3, 3);
        host.write(mask, 0, HIDDEN, HIDDEN, 0, 0, HIDDEN, 0, 0, 0);
        Operation.Attention attention = attention(2, 1, 3, 4, mask);
        NaiveAttention wanted = NaiveAttention.of(host, attention);

        // when
        host.run(attention, 1);

        // then
        double[] weights = host.read(attention.weights());
        assertThat(HostPlan.error(weights, wanted.weights())).isLessThan(1e-6);
        assertThat(new double[] {weights[1], weights[2], weights[5]}).containsOnly(0);
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1, 1", "3, 2, 5, 7", "2, 3, 17, 16", "2, 4, 64, 32", "1, 2, 33, 40"})
    void gradientIsThatOfTheNaiveForm(int sequences, int heads, int length, int width) {
        // given
        Operation.Attention attention = attention(sequences, heads, length, width, null);
        Operation.AttentionGradient gradient = gradient(attention);
        host.run(attention, 1);
        double[] wanted = NaiveAttention.gradient(host, gradient);

        // when
        host.run(gradient, 1);

        // then
        assertThat(HostPlan.error(host.read(gradient.projectedGradient()), wanted))
                .isLessThan(1e-6);
    }

    @Test
    void givesTheSameBitsWhateverTheNumberOfThreads() {
        // given
        Operation.Attention attention = attention(5, 2, 19, 12, null);
        Operation.AttentionGradient gradient = gradient(attention);
        host.run(attention, 1);
        host.run(gradient, 1);
        double[] context = host.read(attention.context());
        double[] projectedGradient = host.read(gradient.projectedGradient());

        // when
        host.write(attention.context(), new float[context.length]);
        host.run(attention, 3);
        host.run(gradient, 3);

        // then
        assertThat(host.read(attention.context())).containsExactly(context);
        assertThat(host.read(gradient.projectedGradient())).containsExactly(projectedGradient);
    }

    @Test
    void carriesOnWhatIsNotANumber() {
        // given
        Operation.Attention attention = attention(1, 1, 4, 4, null);
        float[] projected = new float[4 * 12];
        projected[0] = Float.NaN;
        host.write(attention.projected(), projected);

        // when
        host.run(attention, 1);

        // then
        assertThat(host.read(attention.context())[0]).isNaN();
        assertThat(host.read(attention.context())[4]).isZero();
    }

    private Operation.Attention attention(int sequences, int heads, int length, int width, @Nullable Tensor mask) {
        long rows = (long) sequences * length;
        long rowWidth = (long) heads * width;
        return new Operation.Attention(
                host.random("projected", 1, rows, 3 * rowWidth),
                mask,
                host.plan().real("weights", sequences, heads, length, length),
                host.plan().real("context", rows, rowWidth),
                SCALE,
                List.of());
    }

    private Operation.AttentionGradient gradient(Operation.Attention attention) {
        long rows = attention.context().size(0);
        return new Operation.AttentionGradient(
                attention.projected(),
                attention.weights(),
                host.random("context.gradient", 1, rows, attention.context().size(1)),
                host.plan()
                        .real("projected.gradient", rows, attention.projected().size(1)),
                SCALE,
                List.of());
    }
}
