package io.perennial.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RederivationTest {
    private static final String PARTS = "nd4j-native linux-x86_64-onednn-avx2, cpu, 2 threads";
    private static final String KERNELS = PARTS + ", vector kernels 3";

    @Test
    void saysHowToStartAJvmWithTheKernelsOfAVersion() {
        assertThat(Rederivation.otherBackend(7, KERNELS, PARTS))
                .startsWith("version 7 was trained with '" + KERNELS + "', this process computes with '" + PARTS + "'")
                .contains("start Java with --add-modules jdk.incubator.vector")
                .doesNotContain("\n");
    }

    @Test
    void saysHowToSwitchKernelsOffForAVersionWithout() {
        assertThat(Rederivation.otherBackend(7, PARTS, KERNELS))
                .contains("start Java with -Dperennial.vector.kernels=false");
    }
}
