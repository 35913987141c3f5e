package io.perennial.local.samples;

import io.perennial.evaluator.gold.GoldSets;
import io.perennial.evaluator.gold.GoldSplits;
import io.perennial.evaluator.gold.GoldTopic;
import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.ServiceException;
import io.perennial.runtime.kafka.KafkaClients;
import io.perennial.schemas.records.GoldExample;
import io.perennial.schemas.records.Modality;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;

/** Publishes a corpus: its gold set first, so that the curator knows what must not be learned, then the unlabelled items. */
public final class Publication {
    private final ServiceConfig config;
    private final Clock clock;

    /** @param config of the ingest; its state directory makes a second run publish nothing twice */
    public Publication(ServiceConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    public void publishGold(Corpus corpus) {
        KafkaClients clients = new KafkaClients(config, "perennial-local-gold");
        GoldSets sets = new GoldSets(config.blobs(), clock);
        try (Producer<String, byte[]> producer = clients.producer(Map.of())) {
            sets.publish(
                    producer,
                    GoldTopic.latest(clients).get(corpus.goldSet()),
                    corpus.goldSet(),
                    corpus.modality(),
                    corpus.model(),
                    corpus.gold().stream()
                            .map(sample -> example(corpus.modality(), sample))
                            .toList());
        } catch (IOException e) {
            throw ServiceException.dependency("gold set " + corpus.goldSet() + " cannot be written: " + e, e);
        }
    }

    /**
     * Publishes what was not published before, in {@link MixedOrder}.
     *
     * @return number of records sent
     */
    public int publishRaw(Modality modality, String source, List<LabelledSample> samples) {
        try (RawStream stream = new RawStream(config, clock)) {
            return stream.publish(modality, source, MixedOrder.of(modality, samples));
        }
    }

    private static GoldExample example(Modality modality, LabelledSample sample) {
        boolean image = modality == Modality.IMAGES;
        String text = image ? "" : sample.text();
        ByteBuffer picture = ByteBuffer.wrap(image ? sample.content() : new byte[0]);
        String key = GoldSplits.contentKey(text, picture);
        // Lines of one template are so alike that asking for one after learning another would prove nothing.
        String group = modality == Modality.LOGS ? sample.group() : key;
        return new GoldExample(key, sample.label(), GoldSplits.of(group), "", text, picture);
    }
}
