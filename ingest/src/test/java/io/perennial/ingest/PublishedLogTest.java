package io.perennial.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.runtime.ServiceException;
import io.perennial.schemas.blobs.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishedLogTest {
    private static final String FIRST = Sha256.of("first");
    private static final String SECOND = Sha256.of("second");
    private static final TailPosition POSITION = new TailPosition("/var/log/app.log", "(inode=7)", 2, 512, 256, FIRST);

    @TempDir
    private Path directory = Path.of("");

    @Test
    void committedBatchIsKnownAfterAReopen() throws IOException {
        // given
        try (PublishedLog log = PublishedLog.open(directory)) {
            log.settle(-1);
            log.prepare(List.of(FIRST), List.of(POSITION));
            log.committed();
        }
        // when
        try (PublishedLog log = PublishedLog.open(directory)) {
            log.settle(-1);
            // then
            assertThat(log.contains(FIRST)).isTrue();
            assertThat(log.contains(SECOND)).isFalse();
            assertThat(log.position("/var/log/app.log")).isEqualTo(POSITION);
        }
    }

    @Test
    void batchThatKafkaCommittedCountsAfterACrash() throws IOException {
        // given
        long sequence;
        try (PublishedLog log = PublishedLog.open(directory)) {
            log.settle(-1);
            sequence = log.prepare(List.of(FIRST), List.of());
        }
        // when
        try (PublishedLog log = PublishedLog.open(directory)) {
            log.settle(sequence);
            // then
            assertThat(log.contains(FIRST)).isTrue();
        }
    }

    @Test
    void batchThatKafkaDidNotCommitIsForgotten() throws IOException {
        // given
        long sequence;
        try (PublishedLog log = PublishedLog.open(directory)) {
            log.settle(-1);
            sequence = log.prepare(List.of(FIRST), List.of());
        }
        // when
        try (PublishedLog log = PublishedLog.open(directory)) {
            log.settle(sequence - 1);
            // then
            assertThat(log.contains(FIRST)).isFalse();
        }
    }

    @Test
    void forgottenBatchStaysForgottenWhenItsNumberIsUsedAgain() throws IOException {
        // given
        try (PublishedLog log = PublishedLog.open(directory)) {
            log.settle(-1);
            log.prepare(List.of(FIRST), List.of());
        }
        try (PublishedLog log = PublishedLog.open(directory)) {
            log.settle(-1);
            log.prepare(List.of(SECOND), List.of());
            log.committed();
        }
        // when
        try (PublishedLog log = PublishedLog.open(directory)) {
            log.settle(1);
            // then
            assertThat(log.contains(FIRST)).isFalse();
            assertThat(log.contains(SECOND)).isTrue();
        }
    }

    @Test
    void numbersGoOnAfterLostState() throws IOException {
        try (PublishedLog log = PublishedLog.open(directory)) {
            // given
            log.settle(41);
            // when / then
            assertThat(log.prepare(List.of(FIRST), List.of())).isEqualTo(42);
        }
    }

    @Test
    void tornEndIsCutOff() throws IOException {
        // given
        try (PublishedLog log = PublishedLog.open(directory)) {
            log.settle(-1);
            log.prepare(List.of(FIRST), List.of());
            log.committed();
        }
        Files.write(directory.resolve("published.log"), new byte[] {0, 0, 0, 9, 1, 2}, StandardOpenOption.APPEND);
        // when
        try (PublishedLog log = PublishedLog.open(directory)) {
            log.settle(-1);
            log.prepare(List.of(SECOND), List.of());
            log.committed();
        }
        // then
        try (PublishedLog log = PublishedLog.open(directory)) {
            assertThat(log.contains(FIRST)).isTrue();
            assertThat(log.contains(SECOND)).isTrue();
        }
    }

    @Test
    void compactionKeepsWhatCounts() throws IOException {
        // given
        try (PublishedLog log = PublishedLog.open(directory)) {
            log.settle(-1);
            for (int i = 0; i < 100; i++) {
                log.prepare(List.of(), List.of(POSITION));
                log.committed();
            }
            log.prepare(List.of(FIRST), List.of());
            log.committed();
            long before = Files.size(directory.resolve("published.log"));
            // when
            log.compact();
            log.prepare(List.of(SECOND), List.of());
            log.committed();
            // then
            assertThat(Files.size(directory.resolve("published.log"))).isLessThan(before / 10);
        }
        try (PublishedLog log = PublishedLog.open(directory)) {
            assertThat(log.contains(FIRST)).isTrue();
            assertThat(log.contains(SECOND)).isTrue();
            assertThat(log.position("/var/log/app.log")).isEqualTo(POSITION);
        }
    }

    @Test
    void secondProcessIsRefused() throws IOException {
        try (PublishedLog log = PublishedLog.open(directory)) {
            assertThat(log.identity()).isNotBlank();
            assertThatThrownBy(() -> PublishedLog.open(directory))
                    .isInstanceOf(ServiceException.class)
                    .hasMessageContaining("used by another perennial-ingest");
        }
    }

    @Test
    void identityStays() throws IOException {
        // given
        String identity;
        try (PublishedLog log = PublishedLog.open(directory)) {
            identity = log.identity();
        }
        // when
        try (PublishedLog log = PublishedLog.open(directory)) {
            // then
            assertThat(log.identity()).isEqualTo(identity);
        }
    }
}
