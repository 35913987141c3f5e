package io.perennial.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final SettableClock clock = new SettableClock();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private Progress progress(boolean drawn, long totalBytes) {
        return new Progress(new PrintStream(err, true, UTF_8), drawn, totalBytes, clock);
    }

    @Test
    void barFillsWithTheShareOfBytes() {
        // given
        Progress progress = progress(true, 200);
        clock.advance(Duration.ofSeconds(2));
        // when
        progress.count(true, 60);
        progress.count(false, 40);
        // then
        assertThat(progress.line()).isEqualTo("[############............]  50%  1 published, 1 known, 1/s");
    }

    @Test
    void nothingIsDrawnWhereThereIsNoTerminal() {
        // when
        progress(false, 10).count(true, 10);
        // then
        assertThat(err.toString(UTF_8)).isEmpty();
    }

    @Test
    void summaryCountsNewAndKnown() {
        // given
        Progress progress = progress(false, 10);
        progress.count(true, 1);
        progress.count(false, 1);
        // when
        clock.advance(Duration.ofMillis(500));
        // then
        assertThat(progress.summary()).isEqualTo("published 1, already published 1, 0.5 s, 2 samples/s");
    }
}
