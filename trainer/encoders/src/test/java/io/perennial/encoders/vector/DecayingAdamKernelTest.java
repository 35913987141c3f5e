package io.perennial.encoders.vector;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.encoders.plan.Operation;
import io.perennial.encoders.plan.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecayingAdamKernelTest {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.98;
    private static final double EPSILON = 1e-8;
    private static final float GRADIENT_SCALE = 0.25f;
    private static final float LEARNING_RATE = 0.01f;
    private static final float DECAY = 0.999f;

    private final HostPlan host = new HostPlan();

    @ParameterizedTest
    @CsvSource({"1, 0", "33, 33", "5000, 2100"})
    void isTheNaiveForm(int elements, int decaying) {
        // given
        Operation.DecayingAdam update = update(host, elements, decaying);
        double[] first = host.read(update.firstMoment());
        double[] second = host.read(update.secondMoment());
        double[] parameters = host.read(update.parameters());
        double[] gradient = host.read(update.gradient());
        double rate = LEARNING_RATE * Math.sqrt(1 - BETA2) / (1 - BETA1);
        for (int i = 0; i < elements; i++) {
            double slope = GRADIENT_SCALE * gradient[i];
            first[i] = BETA1 * first[i] + (1 - BETA1) * slope;
            second[i] = BETA2 * second[i] + (1 - BETA2) * slope * slope;
            parameters[i] *= i < decaying ? DECAY : 1;
            parameters[i] -= rate * first[i] / (Math.sqrt(second[i]) + EPSILON);
        }

        // when
        host.run(update, 2);

        // then
        assertThat(HostPlan.error(host.read(update.firstMoment()), first)).isLessThan(3e-7);
        assertThat(HostPlan.error(host.read(update.secondMoment()), second)).isLessThan(3e-7);
        assertThat(HostPlan.error(host.read(update.parameters()), parameters)).isLessThan(3e-7);
    }

    @Test
    void leavesParametersWithoutGradientAndMomentsAlone() {
        // given
        Operation.DecayingAdam update = update(host, 40, 0);
        host.write(update.gradient(), new float[40]);
        host.write(update.firstMoment(), new float[40]);
        host.write(update.secondMoment(), new float[40]);
        double[] before = host.read(update.parameters());

        // when
        host.run(update, 1);

        // then
        assertThat(host.read(update.parameters())).containsExactly(before);
    }

    @Test
    void givesTheSameBitsWhateverTheNumberOfThreads() {
        // given
        Operation.DecayingAdam update = update(host, 20_001, 12_345);
        HostPlan other = new HostPlan();
        Operation.DecayingAdam same = update(other, 20_001, 12_345);

        // when
        host.run(update, 1);
        other.run(same, 3);

        // then
        assertThat(other.read(same.parameters())).containsExactly(host.read(update.parameters()));
    }

    static Operation.DecayingAdam update(HostPlan host, int elements, int decaying) {
        Tensor secondMoment = host.random("second", 1, elements);
        double[] squares = host.read(secondMoment);
        float[] positive = new float[elements];
        for (int i = 0; i < elements; i++) {
            positive[i] = (float) (squares[i] * squares[i]);
        }
        host.write(secondMoment, positive);
        return new Operation.DecayingAdam(
                host.random("gradient", 1, elements),
                number(host, "gradient.scale", GRADIENT_SCALE),
                secondMoment,
                host.random("first", 1, elements),
                number(host, "rate", LEARNING_RATE),
                number(host, "decay", DECAY),
                host.random("parameters", 1, elements),
                decaying,
                BETA1,
                BETA2,
                EPSILON,
                List.of());
    }

    private static Tensor number(HostPlan host, String name, float value) {
        Tensor tensor = host.plan().real(name, 1);
        host.write(tensor, value);
        return tensor;
    }
}
