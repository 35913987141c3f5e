package io.perennial.evaluator.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.runtime.ServiceException;
import io.perennial.schemas.blobs.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class GatePolicyTest {
    @Test
    void theHashIsThatOfTheFile() throws IOException {
        // given
        String yaml = bundled();

        // when
        GatePolicy policy = GatePolicy.bundled();

        // then
        assertThat(policy.hash()).isEqualTo(Sha256.of(yaml));
        assertThat(policy.limits().alpha()).isEqualTo(0.05);
    }

    @Test
    void aMissingKeyIsRefused() throws IOException {
        // given
        String yaml = bundled().replace("alpha: 0.05", "");

        // when / then
        assertThatThrownBy(() -> GatePolicy.parse(yaml, "here"))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("gate policy: here: Missing creator property 'alpha'");
    }

    @Test
    void anUnknownKeyIsRefused() throws IOException {
        // given
        String yaml = bundled() + "\nalfa: 0.1\n";

        // when / then
        assertThatThrownBy(() -> GatePolicy.parse(yaml, "here")).hasMessageContaining("Unrecognized field \"alfa\"");
    }

    @Test
    void aValueThatIsNotAllowedIsRefused() throws IOException {
        // given
        String yaml = bundled().replace("alpha: 0.05", "alpha: 0.9");

        // when / then
        assertThatThrownBy(() -> GatePolicy.parse(yaml, "here"))
                .hasMessageContaining("alpha is 0.9; allowed is between 0 and 0.5");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> GatePolicy.read(Path.of("no-such-policy.yaml")))
                .hasMessageContaining("no-such-policy.yaml cannot be read");
    }

    private static String bundled() throws IOException {
        try (InputStream stream =
                Objects.requireNonNull(GatePolicyTest.class.getResourceAsStream("/gate-policy.yaml"))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
