package io.perennial.encoders.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** In a JVM that offers the module of the kernels. */
class CompositeBindingTest {
    private static final Backend CPU = new Backend("cpu", 2);

    private final String before = System.getProperty(CompositeBinding.SWITCH, "true");

    @AfterEach
    void putBack() {
        System.setProperty(CompositeBinding.SWITCH, before);
    }

    @Test
    void kernelsRunWhereNothingIsSaidAgainstThem() {
        // given
        System.clearProperty(CompositeBinding.SWITCH);

        // when
        CompositeBinding binding = CompositeBinding.preferred(CPU, Precision.FLOAT);

        // then
        assertThat(binding.suffix()).isEqualTo(", vector kernels 3");
    }

    @Test
    void aPropertySwitchesThemOff() {
        // given
        System.setProperty(CompositeBinding.SWITCH, "false");

        // when
        CompositeBinding binding = CompositeBinding.preferred(CPU, Precision.FLOAT);

        // then
        assertThat(binding.suffix()).isEmpty();
    }

    @Test
    void doublePrecisionAndGraphicsProcessorsRunTheParts() {
        assertThat(CompositeBinding.available(CPU, Precision.DOUBLE)).isEmpty();
        assertThat(CompositeBinding.available(new Backend("gpu", 0), Precision.FLOAT))
                .isEmpty();
    }

    @Test
    void severalThreadsAreWarnedOfThoseOfOpenMpUntilTheirWaitingIsChosen() {
        assertThat(CompositeBinding.warning(2, Map.of()).orElseThrow()).contains("set GOMP_SPINCOUNT=300");
        assertThat(CompositeBinding.warning(2, Map.of("GOMP_SPINCOUNT", "300"))).isEmpty();
        assertThat(CompositeBinding.warning(2, Map.of("OMP_WAIT_POLICY", "passive")))
                .isEmpty();
        assertThat(CompositeBinding.warning(1, Map.of())).isEmpty();
    }
}
