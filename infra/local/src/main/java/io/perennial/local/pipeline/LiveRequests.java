package io.perennial.local.pipeline;

import io.perennial.local.samples.Corpus;
import io.perennial.local.samples.LabelledSample;
import io.perennial.local.view.RunState;
import io.perennial.runtime.LoopingService;
import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.ServiceException;
import io.perennial.runtime.kafka.KafkaClients;
import io.perennial.schemas.records.EmbedRequest;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.topics.Topics;
import io.perennial.schemas.wire.AvroWire;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Callers of the models: asks each model that serves for the embedding of one item after another, a few times a second. */
final class LiveRequests extends LoopingService {
    private static final Duration PAUSE = Duration.ofMillis(250);

    private final ServiceConfig config;
    private final List<Corpus> corpora;
    private final RunState state;
    private final Clock clock;
    private final AvroWire<EmbedRequest> wire = AvroWire.of(EmbedRequest.class);

    LiveRequests(ServiceConfig config, List<Corpus> corpora, RunState state, Clock clock) {
        this.config = config;
        this.corpora = List.copyOf(corpora);
        this.state = state;
        this.clock = clock;
    }

    @Override
    protected void work() throws InterruptedException, ExecutionException {
        try (Producer<String, byte[]> producer =
                new KafkaClients(config, "perennial-local-callers").producer(Map.of())) {
            becomeReady();
            for (int turn = 0; !stopsWithin(PAUSE); turn++) {
                for (Corpus corpus : corpora) {
                    if (serves(corpus)) {
                        EmbedRequest request = request(corpus, turn);
                        producer.send(new ProducerRecord<>(
                                        Topics.SERVING_REQUESTS, request.getRequestId(), wire.encode(request)))
                                .get();
                    }
                }
            }
        } catch (ExecutionException e) {
            throw ServiceException.dependency(
                    Topics.SERVING_REQUESTS + " does not take requests: " + e.getMessage(), e);
        }
    }

    private boolean serves(Corpus corpus) {
        var progress = state.models().get(corpus.model());
        return progress != null && progress.championId() != null;
    }

    private EmbedRequest request(Corpus corpus, int turn) {
        LabelledSample sample = corpus.published().get(turn % corpus.published().size());
        boolean image = corpus.modality() == Modality.IMAGES;
        return EmbedRequest.newBuilder()
                .setRequestId(corpus.model() + "-" + clock.millis() + "-" + turn)
                .setModel(corpus.model())
                .setText(image ? "" : sample.text())
                .setImage(ByteBuffer.wrap(image ? sample.content() : new byte[0]))
                .setRequestedAt(clock.instant().truncatedTo(ChronoUnit.MICROS))
                .build();
    }
}
