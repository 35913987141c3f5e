package io.perennial.evaluator.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LbfgsTest {
    @Test
    void theMinimumOfRosenbrocksValleyIsFound() {
        // given
        Objective valley = (point, gradient) -> {
            double across = point[1] - point[0] * point[0];
            gradient[0] = -400 * point[0] * across - 2 * (1 - point[0]);
            gradient[1] = 200 * across;
            return 100 * across * across + (1 - point[0]) * (1 - point[0]);
        };

        // when
        Lbfgs.Minimum minimum = new Lbfgs(1e-9, 200).minimise(valley, new double[] {-1.2, 1});

        // then
        assertThat(minimum.converged()).isTrue();
        assertThat(minimum.point()[0]).isCloseTo(1, within(1e-8));
        assertThat(minimum.point()[1]).isCloseTo(1, within(1e-8));
        assertThat(minimum.iterations()).isLessThan(60);
    }

    @Test
    void anIllConditionedBowlOfFiftyDimensionsIsSolved() {
        // given
        Objective bowl = (point, gradient) -> {
            double value = 0;
            for (int i = 0; i < point.length; i++) {
                double weight = Math.pow(10, 4.0 * i / (point.length - 1));
                gradient[i] = weight * (point[i] - i);
                value += weight * (point[i] - i) * (point[i] - i) / 2;
            }
            return value;
        };

        // when
        Lbfgs.Minimum minimum = new Lbfgs(1e-7, 2000).minimise(bowl, new double[50]);

        // then
        assertThat(minimum.converged()).isTrue();
        assertThat(minimum.point()[49]).isCloseTo(49, within(1e-8));
        assertThat(minimum.point()[1]).isCloseTo(1, within(1e-6));
    }

    @Test
    void aFunctionThatIsNotANumberEndsTheSearchInsteadOfLooping() {
        // given
        Objective broken = (point, gradient) -> {
            gradient[0] = 1;
            return Double.NaN;
        };

        // when
        Lbfgs.Minimum minimum = new Lbfgs(1e-9, 200).minimise(broken, new double[1]);

        // then
        assertThat(minimum.converged()).isFalse();
    }
}
