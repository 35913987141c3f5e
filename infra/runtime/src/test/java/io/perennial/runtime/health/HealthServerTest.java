package io.perennial.runtime.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Metrics;
import io.perennial.runtime.Service;
import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.ServiceException;
import io.perennial.runtime.ServiceThread;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HealthServerTest {
    private final SwitchedService service = new SwitchedService();
    private final ServiceThread thread = ServiceThread.start("switched", service, Duration.ofSeconds(5));

    @AfterEach
    void stop() {
        thread.close();
    }

    @Test
    void readinessFollowsTheService() throws Exception {
        try (HealthServer server = HealthServer.start(config("127.0.0.1:0"), thread)) {
            // given
            int before = get(server, "/readyz").statusCode();
            // when
            service.ready = true;
            // then
            assertThat(before).isEqualTo(503);
            assertThat(get(server, "/readyz").statusCode()).isEqualTo(200);
            assertThat(get(server, "/livez").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aServiceThatHasEndedIsNotAlive() throws Exception {
        try (HealthServer server = HealthServer.start(config("127.0.0.1:0"), thread)) {
            // when
            thread.close();
            // then
            assertThat(get(server, "/livez").statusCode()).isEqualTo(503);
            assertThat(get(server, "/readyz").statusCode()).isEqualTo(503);
        }
    }

    @Test
    void metricsOfTheGlobalRegistryAreShown() throws Exception {
        try (HealthServer server = HealthServer.start(config("127.0.0.1:0"), thread)) {
            // given
            Metrics.counter("health.test.answers", "kind", "good").increment(3);
            // when
            String page = get(server, "/metrics").body();
            // then
            assertThat(page)
                    .contains("health_test_answers_total{kind=\"good\"} 3.0")
                    .contains("jvm_memory_used_bytes");
        }
    }

    @Test
    void infoTellsServiceAndVersion() throws Exception {
        try (HealthServer server = HealthServer.start(config("127.0.0.1:0"), thread)) {
            // when
            HttpResponse<String> answer = get(server, "/info");
            // then
            assertThat(answer.headers().firstValue("content-type")).contains("application/json");
            assertThat(answer.body()).contains("\"service\":\"switched\"").contains("\"configSha256\":");
        }
    }

    @Test
    void emptyAddressOpensNoPort() {
        try (HealthServer server = HealthServer.start(config(""), thread)) {
            assertThat(server.address()).isEqualTo("none");
        }
    }

    @Test
    void takenPortIsOneClearLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // given
            String address = "127.0.0.1:" + taken.getLocalPort();
            // when / then
            assertThatThrownBy(() -> HealthServer.start(config(address), thread))
                    .isInstanceOf(ServiceException.class)
                    .hasMessageContaining("health.address=" + address);
        }
    }

    private static ServiceConfig config(String address) {
        return ServiceConfig.parse(ServiceConfig.definition(), Map.of(ServiceConfig.HEALTH_ADDRESS, address));
    }

    private static HttpResponse<String> get(HealthServer server, String path) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(server.address() + path)).build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static final class SwitchedService implements Service {
        private final CountDownLatch stopped = new CountDownLatch(1);
        private volatile boolean ready;

        @Override
        public void run() throws Exception {
            stopped.await();
        }

        @Override
        public void stop() {
            stopped.countDown();
        }

        @Override
        public boolean isReady() {
            return ready;
        }

        @Override
        public void close() {
            ready = false;
        }
    }
}
