package io.perennial.serving;

import static io.perennial.serving.TrainedCheckpoints.desired;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.schemas.blobs.DirectoryBlobStore;
import io.perennial.schemas.records.EmbedRequest;
import io.perennial.schemas.records.EmbedResponse;
import io.perennial.schemas.records.ServedCheckpoint;
import io.perennial.schemas.records.ServingRole;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestAnsweringTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    @TempDir
    private static Path directory = Path.of("");

    private static ServedCheckpoint champion = new ServedCheckpoint();
    private static ServedCheckpoint challenger = new ServedCheckpoint();
    private static Map<String, HostedModel> models = Map.of();

    @BeforeAll
    static void host() throws IOException {
        DirectoryBlobStore blobs = new DirectoryBlobStore(directory.resolve("blobs"));
        TrainedCheckpoints checkpoints = new TrainedCheckpoints(blobs);
        champion = checkpoints.next();
        challenger = checkpoints.next();
        CheckpointCache cache = new CheckpointCache(directory.resolve("cache"), blobs, 3, CLOCK);
        HostedModel hosted =
                new HostedModel(TrainedCheckpoints.MODEL, new EncoderLoader(cache), cache, Runnable::run, () -> {});
        HostedModel empty = new HostedModel("image-encoder", new EncoderLoader(cache), cache, Runnable::run, () -> {});
        hosted.follow(desired(3, champion, challenger));
        models = Map.of(TrainedCheckpoints.MODEL, hosted, "image-encoder", empty);
    }

    @AfterAll
    static void close() {
        models.values().forEach(HostedModel::close);
    }

    private static @Nullable EmbedResponse answer(ServingRole role, EmbedRequest request) {
        return new RequestAnswering(role, models, "instance-1", CLOCK).answer(request);
    }

    private static EmbedResponse answered(ServingRole role, EmbedRequest request) {
        return Objects.requireNonNull(answer(role, request), "an answer");
    }

    private static EmbedRequest request(String model, String text, byte[] image) {
        return new EmbedRequest("request-1", model, text, ByteBuffer.wrap(image), NOW);
    }

    @Test
    void championAnswersWithItsVectorAndGeneration() {
        // when
        EmbedResponse response = answered(ServingRole.CHAMPION, request("text-encoder", "hello", new byte[0]));
        // then
        assertThat(response.getError()).isNull();
        assertThat(response.getRequestId()).isEqualTo("request-1");
        assertThat(response.getRole()).isEqualTo(ServingRole.CHAMPION);
        assertThat(response.getCheckpointId()).isEqualTo(champion.getCheckpointId());
        assertThat(response.getGeneration()).isEqualTo(3);
        assertThat(response.getInstance()).isEqualTo("instance-1");
        assertThat(response.getEmbedding()).hasSize(16);
        assertThat(response.getLatencyMicros()).isPositive();
        assertThat(response.getRespondedAt()).isEqualTo(NOW);
    }

    @Test
    void challengerAnswersTheSameRequestWithAnotherVector() {
        // given
        EmbedRequest request = request("text-encoder", "hello", new byte[0]);
        // when
        EmbedResponse shadow = answered(ServingRole.CHALLENGER, request);
        EmbedResponse response = answered(ServingRole.CHAMPION, request);
        // then
        assertThat(shadow.getRole()).isEqualTo(ServingRole.CHALLENGER);
        assertThat(shadow.getCheckpointId()).isEqualTo(challenger.getCheckpointId());
        assertThat(shadow.getEmbedding()).isNotEqualTo(response.getEmbedding());
    }

    @Test
    void requestForAModelThatIsNotServedGetsAnErrorThatNamesThoseServed() {
        // when
        EmbedResponse response = answered(ServingRole.CHAMPION, request("video-encoder", "hello", new byte[0]));
        // then
        assertThat(response.getError())
                .isEqualTo("model 'video-encoder' is not served here; served are image-encoder, text-encoder");
        assertThat(response.getEmbedding()).isEmpty();
    }

    @Test
    void modelWithoutChampionSaysSo() {
        // when
        EmbedResponse response = answered(ServingRole.CHAMPION, request("image-encoder", "", new byte[] {1}));
        // then
        assertThat(response.getError()).contains("has no champion yet");
    }

    @Test
    void challengerIsSilentWhereThereIsNone() {
        assertThat(answer(ServingRole.CHALLENGER, request("image-encoder", "", new byte[] {1})))
                .isNull();
        assertThat(answer(ServingRole.CHALLENGER, request("image-encoder", "", new byte[0])))
                .isNull();
        assertThat(answer(ServingRole.CHALLENGER, request("video-encoder", "hello", new byte[0])))
                .isNull();
    }

    @Test
    void emptyRequestIsAnError() {
        // when
        EmbedResponse response = answered(ServingRole.CHAMPION, request("text-encoder", "", new byte[0]));
        // then
        assertThat(response.getError()).isEqualTo("the request holds neither text nor picture");
    }

    @Test
    void wrongKindOfContentIsAnErrorOfBothRoles() {
        // given
        EmbedRequest request = request("text-encoder", "", new byte[] {1, 2, 3});
        // when
        EmbedResponse response = answered(ServingRole.CHAMPION, request);
        EmbedResponse shadow = answered(ServingRole.CHALLENGER, request);
        // then
        assertThat(response.getError()).isNotBlank();
        assertThat(shadow.getError()).isEqualTo(response.getError());
    }

    @Test
    void undecodableRequestIsAnsweredUnderItsKey() {
        // when
        EmbedResponse response = Objects.requireNonNull(
                new RequestAnswering(ServingRole.CHAMPION, models, "instance-1", CLOCK)
                        .answer("request-9", "not avro".getBytes(UTF_8)),
                "an answer");
        // then
        assertThat(response.getRequestId()).isEqualTo("request-9");
        assertThat(response.getError()).contains("EmbedRequest");
    }
}
