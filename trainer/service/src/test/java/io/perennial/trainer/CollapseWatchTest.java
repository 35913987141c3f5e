package io.perennial.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.encoders.Checkpoints;
import io.perennial.encoders.Content;
import io.perennial.encoders.EmbeddingSpread;
import io.perennial.encoders.Pretraining;
import io.perennial.runtime.ExitCode;
import io.perennial.runtime.ServiceException;
import io.perennial.schemas.blobs.DirectoryBlobStore;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CollapseWatchTest {
    private static final CollapseLimits LIMITS = new CollapseLimits(5, 1.5, 0.01);
    private static final List<Content> TEXTS = IntStream.range(0, 32)
            .<Content>mapToObj(number -> new Content.Text(CuratedSamples.line(number)))
            .toList();

    @TempDir
    private Path directory;

    private Pretraining pretraining;

    @BeforeEach
    void begin() {
        pretraining =
                new Checkpoints(new DirectoryBlobStore(directory)).start(CuratedSamples.smallModel(Map.of()), 1, TEXTS);
    }

    @AfterEach
    void end() {
        pretraining.close();
    }

    @Test
    void looksEveryFewStepsAndAtTheLast() {
        // given
        CollapseWatch watch = new CollapseWatch("text-encoder", LIMITS, pretraining, TEXTS);

        // then
        assertThat(watch.look(4, false)).isEmpty();
        assertThat(watch.look(5, false)).hasValueSatisfying(spread -> {
            assertThat(spread.rankMe()).isGreaterThan(2);
            assertThat(spread.deviation()).isGreaterThan(0.1);
        });
        assertThat(watch.look(6, true)).isPresent();
    }

    @ParameterizedTest
    @CsvSource({"1.4, 0.5", "9, 0.009", "0, 0", "NaN, NaN"})
    void stopsARunWhoseEmbeddingsHaveBecomeOne(double rank, double deviation) {
        // given
        CollapseWatch watch = new CollapseWatch("text-encoder", LIMITS, pretraining, TEXTS);

        // then
        assertThatThrownBy(() -> watch.judge(5, new EmbeddingSpread(rank, deviation)))
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
                .hasMessageContaining("text-encoder: the embeddings have collapsed at step 5")
                .hasMessageContaining("collapse.rank 1.5")
                .hasMessageContaining("nothing was written");
    }

    @Test
    void samplesThatNoEncoderCanTellApartStopNothing() {
        // given
        CollapseWatch watch = new CollapseWatch(
                "text-encoder", LIMITS, pretraining, Collections.nCopies(20, new Content.Text("the same")));

        // then
        assertThat(watch.look(5, false))
                .hasValueSatisfying(spread -> assertThat(spread.deviation()).isZero());
    }

    @Test
    void aHandfulOfSamplesIsNotJudged() {
        // given
        CollapseWatch watch = new CollapseWatch("text-encoder", LIMITS, pretraining, TEXTS.subList(0, 8));

        // then
        assertThat(watch.look(5, true)).isEmpty();
    }
}
