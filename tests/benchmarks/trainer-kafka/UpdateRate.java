import io.perennial.encoders.Checkpoints;
import io.perennial.encoders.Content;
import io.perennial.encoders.Pretraining;
import io.perennial.local.broker.LocalBroker;
import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.ServiceThread;
import io.perennial.schemas.blobs.DirectoryBlobStore;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.CuratedSample;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.SourcePosition;
import io.perennial.schemas.topics.Topics;
import io.perennial.schemas.wire.AvroWire;
import io.perennial.trainer.TrainerConfig;
import io.perennial.trainer.TrainerService;
import io.perennial.trainer.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Samples per second of the trainer service from one checkpoint to the next, and of bare steps on the same samples that go on from
 * its checkpoint, in one JVM.
 */
final class UpdateRate {
    private static final int WINDOW = 3_000;
    private static final int BATCH = 32;
    /** The first makes the tokenizer and warms up, the second is measured. */
    private static final int UPDATES = 2;

    private record Committed(Checkpoint checkpoint, long nanos) {}

    /** @param arguments text with a sample on each line, and an empty directory */
    public static void main(String[] arguments) throws Exception {
        List<String> texts = texts(Path.of(arguments[0]));
        Path directory = Path.of(arguments[1]);
        List<Committed> committed;
        try (LocalBroker broker = LocalBroker.start(directory.resolve("broker"), 0)) {
            publish(broker, texts);
            committed = train(broker, directory);
        }
        Committed first = committed.get(0);
        Committed second = committed.get(1);
        long rows = second.checkpoint().getSamples() - first.checkpoint().getSamples();
        double through = rows * 1e9 / (second.nanos() - first.nanos());
        double bare = bareRate(directory, second.checkpoint(), texts, Math.toIntExact(rows / BATCH));
        System.out.printf(Locale.ROOT, "%.2f %.2f%n", through, bare);
        System.exit(0);
    }

    private static List<String> texts(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < WINDOW * UPDATES + BATCH; i++) {
            texts.add(lines.get(i % lines.size()));
        }
        return texts;
    }

    private static void publish(LocalBroker broker, List<String> texts) {
        AvroWire<CuratedSample> wire = AvroWire.of(CuratedSample.class);
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()), new StringSerializer(), new ByteArraySerializer())) {
            int partitions = producer.partitionsFor(Topics.curated(Modality.TEXT)).size();
            for (int number = 0; number < texts.size(); number++) {
                CuratedSample sample = CuratedSample.newBuilder()
                        .setSampleId("sample-" + number)
                        .setModality(Modality.TEXT)
                        .setSource("benchmark")
                        .setOrigin(new SourcePosition(Topics.raw(Modality.TEXT), 0, (long) number))
                        .setCapturedAt(Instant.EPOCH)
                        .setText(texts.get(number))
                        .build();
                producer.send(new ProducerRecord<>(
                        Topics.curated(Modality.TEXT), number % partitions, sample.getSampleId(), wire.encode(sample)));
            }
        }
    }

    private static List<Committed> train(LocalBroker broker, Path directory) throws InterruptedException {
        BlockingQueue<Committed> checkpoints = new LinkedBlockingQueue<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void checkpointed(Checkpoint checkpoint) {
                checkpoints.add(new Committed(checkpoint, System.nanoTime()));
            }
        };
        ServiceConfig config = ServiceConfig.parse(
                TrainerConfig.definition(),
                Map.of(
                        "bootstrap.servers", broker.bootstrapServers(),
                        "blob.directory", directory.resolve("blobs").toString(),
                        "state.directory", directory.resolve("state").toString(),
                        "mlflow.uri", "",
                        "model", "text-encoder",
                        "window.samples", Integer.toString(WINDOW),
                        "model.vocabulary", "4096",
                        "model.batch.size", Integer.toString(BATCH),
                        "model.mask.share", "0.15"));
        List<Committed> committed = new ArrayList<>();
        try (ServiceThread trainer =
                ServiceThread.start("trainer", new TrainerService(config, listener), Duration.ofSeconds(30))) {
            while (committed.size() < UPDATES) {
                Committed next = checkpoints.poll(1, TimeUnit.SECONDS);
                if (next != null) {
                    committed.add(next);
                } else if (!trainer.isLive()) {
                    trainer.ended().join();
                }
            }
        }
        return committed;
    }

    private static double bareRate(Path directory, Checkpoint checkpoint, List<String> texts, int steps) throws IOException {
        DirectoryBlobStore blobs = new DirectoryBlobStore(directory.resolve("blobs"));
        List<Content> contents = new ArrayList<>();
        for (int row = 0; row < steps * BATCH; row++) {
            contents.add(new Content.Text(texts.get(WINDOW + row % WINDOW)));
        }
        try (Pretraining pretraining = new Checkpoints(blobs).resume(checkpoint.getManifest())) {
            pretraining.begin(steps);
            long start = System.nanoTime();
            for (int step = 0; step < steps; step++) {
                pretraining.step(contents.subList(step * BATCH, (step + 1) * BATCH));
            }
            return steps * BATCH * 1e9 / (System.nanoTime() - start);
        }
    }
}
