package io.perennial.curator.reprocessing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class DeadLetterTest {
    private static final long TIME = 1_763_625_600_000L;

    @Test
    void theHeadersOfTheRawRecordComeBackInTheirOrderWithThePositionOfTheEntryAndTheTime() {
        // given
        Headers headers = headers("trace", "1", "ce_id", "a", "trace", "2");
        addErrors(headers);

        // when
        Headers restored = read(headers).headers();

        // then
        assertThat(lines(restored))
                .containsExactly(
                        "trace=1",
                        "ce_id=a",
                        "trace=2",
                        "perennial.reprocessed.from=curation.dlq-0@17",
                        "ce_time=2025-11-20T08:00:00Z");
    }

    @Test
    void headersOfAPublisherThatAreNamedLikeThoseOfTheCuratorStay() {
        // given
        Headers headers = headers("__streams.errors.topic", "of the publisher", "ce_time", "2020-01-01T00:00:00Z");
        addErrors(headers);

        // when
        Headers restored = read(headers).headers();

        // then
        assertThat(lines(restored))
                .containsExactly(
                        "__streams.errors.topic=of the publisher",
                        "ce_time=2020-01-01T00:00:00Z",
                        "perennial.reprocessed.from=curation.dlq-0@17");
    }

    @Test
    void theKeyIsTheOriginalOneEvenIfThatIsNone() {
        // given
        Headers headers = new RecordHeaders();
        addErrors(headers);
        Headers withoutKey = new RecordHeaders();
        addErrors(withoutKey);
        withoutKey.add("perennial.original.key", null);
        Headers withKey = new RecordHeaders();
        addErrors(withKey);
        withKey.add("perennial.original.key", new byte[] {(byte) 0xFF, 1});

        // then
        assertThat(read(headers).key()).isEqualTo("host".getBytes(StandardCharsets.UTF_8));
        assertThat(read(withoutKey).key()).isNull();
        assertThat(read(withKey).key()).containsExactly(0xFF, 1);
    }

    @Test
    void aRecordThatTheCuratorDidNotWriteIsNoDeadLetter() {
        assertThat(DeadLetter.read(entry(headers("trace", "1")))).isNull();
    }

    private static DeadLetter read(Headers headers) {
        return Objects.requireNonNull(DeadLetter.read(entry(headers)));
    }

    private static ConsumerRecord<String, byte[]> entry(Headers headers) {
        return new ConsumerRecord<>(
                "curation.dlq",
                0,
                17,
                TIME,
                TimestampType.CREATE_TIME,
                4,
                1,
                "host",
                new byte[] {1},
                headers,
                Optional.empty());
    }

    private static void addErrors(Headers headers) {
        for (String[] error : new String[][] {
            {"exception", "invalid_utf8"}, {"message", "m"}, {"topic", "raw.logs"}, {"partition", "1"}, {"offset", "5"}
        }) {
            headers.add("__streams.errors." + error[0], error[1].getBytes(StandardCharsets.UTF_8));
        }
    }

    private static Headers headers(String... namesAndValues) {
        Headers headers = new RecordHeaders();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(namesAndValues[i], namesAndValues[i + 1].getBytes(StandardCharsets.UTF_8));
        }
        return headers;
    }

    private static List<String> lines(Headers headers) {
        List<String> lines = new ArrayList<>();
        headers.forEach(header -> lines.add(header.key() + "=" + new String(header.value(), StandardCharsets.UTF_8)));
        return lines;
    }
}
