package io.perennial.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.runtime.ExitCode;
import io.perennial.runtime.ServiceException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class PortsTest {
    @Test
    void namesThePortInUseAndTheOptionThatChangesIt() throws IOException {
        // given
        try (ServerSocket occupied = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            int port = occupied.getLocalPort();

            // when // then
            assertThatThrownBy(() -> Ports.requireFree(port, "the console", "--console-port"))
                    .isInstanceOfSatisfying(
                            ServiceException.class,
                            e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DEPENDENCY))
                    .hasMessageContaining("port " + port + " for the console")
                    .hasMessageContaining("--console-port PORT")
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void givesDistinctPortsThatAreFree() {
        // when // then
        assertThat(Ports.free(5)).doesNotHaveDuplicates().hasSize(5).allMatch(Ports::isFree);
    }
}
