package io.perennial.encoders.vector;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.encoders.plan.Operation;
import io.perennial.encoders.plan.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bits that {@code vector kernels 3} stands for: where one changes, that number has to rise, and with it the digests here. */
class VectorKernelsTest {
    private static final int ROWS = 63;
    private static final int WIDTH = 40;

    private final HostPlan host = new HostPlan();

    @Test
    void descriptionNamesTheBits() {
        assertThat(new VectorKernels().description()).isEqualTo("vector kernels 3");
    }

    @Test
    void attentionGivesItsBits() {
        // given
        Operation.Attention attention = new Operation.Attention(
                host.random("projected", 1, ROWS, 3 * WIDTH),
                null,
                host.plan().real("weights", 3, 2, 21, 21),
                host.plan().real("context", ROWS, WIDTH),
                0.18,
                List.of());
        Operation.AttentionGradient gradient = new Operation.AttentionGradient(
                attention.projected(),
                attention.weights(),
                host.random("context.gradient", 1, ROWS, WIDTH),
                host.plan().real("projected.gradient", ROWS, 3 * WIDTH),
                0.18,
                List.of());

        // when
        host.run(attention, 1);
        host.run(gradient, 1);

        // then
        assertThat(digests(attention.weights(), attention.context(), gradient.projectedGradient()))
                .containsExactly(2062866577, -1952965477, -58609084);
    }

    @Test
    void gaussianErrorUnitGivesItsBits() {
        // given
        Tensor input = host.random("input", 1, ROWS, 4 * WIDTH);
        Tensor gate = host.plan().real("gate", ROWS, 4 * WIDTH);
        Tensor output = host.plan().real("output", ROWS, 4 * WIDTH);
        Tensor gradient = host.random("gradient", 1, ROWS, 4 * WIDTH);

        // when
        host.run(new Operation.GaussianErrorUnit(input, gate, output, 0.8, 0.04, List.of()), 1);
        host.run(new Operation.GaussianErrorUnitGradient(input, gate, output, gradient, 0.8, 0.04, List.of()), 1);

        // then
        assertThat(digests(output, gradient)).containsExactly(2111425199, 272806319);
    }

    @Test
    void layerNormalizationGivesItsBits() {
        // given
        Operation.LayerNormalization norm = new Operation.LayerNormalization(
                host.random("input", 1, ROWS, WIDTH),
                host.random("gain", 1, WIDTH),
                host.random("bias", 1, WIDTH),
                host.plan().real("normalised", ROWS, WIDTH),
                host.plan().real("inverse", ROWS, 1),
                host.plan().real("output", ROWS, WIDTH),
                1e-5,
                List.of());
        Operation.LayerNormalizationGradient gradient = new Operation.LayerNormalizationGradient(
                host.random("output.gradient", 1, ROWS, WIDTH),
                norm.normalised(),
                norm.inverse(),
                norm.gain(),
                host.plan().real("gain.gradient", WIDTH),
                host.plan().real("bias.gradient", WIDTH),
                host.random("input.gradient", 1, ROWS, WIDTH),
                List.of());

        // when
        host.run(norm, 1);
        host.run(gradient, 1);

        // then
        assertThat(digests(
                        norm.output(),
                        norm.inverse(),
                        gradient.inputGradient(),
                        gradient.gainGradient(),
                        gradient.biasGradient()))
                .containsExactly(-1485401603, -60121367, -1912930340, -321151729, 1029543524);
    }

    @Test
    void updateGivesItsBits() {
        // given
        Operation.DecayingAdam update = DecayingAdamKernelTest.update(host, ROWS * WIDTH, WIDTH);
        Operation.SquaredNorm norm =
                new Operation.SquaredNorm(update.gradient(), host.plan().real("norm", 1));

        // when
        host.run(norm, 1);
        host.run(update, 1);

        // then
        assertThat(digests(norm.output(), update.firstMoment(), update.secondMoment(), update.parameters()))
                .containsExactly(-526158358, 306184456, -1706170652, -30564150);
    }

    private List<Integer> digests(Tensor... tensors) {
        return Arrays.stream(tensors).map(host::read).map(Arrays::hashCode).toList();
    }
}
