import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.topics.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The same raw records through two curators: one that nobody disturbs, and one that is killed at random moments and started again. Each
 * raw record must have exactly one verdict, and both must have written the same. Prints a JSON line; ends with 1 if not.
 */
public final class Kills {
    private static final double FIRST_MOMENT = 0.02;
    private static final double LAST_MOMENT = 0.9;
    private static final int LONGEST_DELAY_MILLIS = 300;
    private static final int PROGRESS_MILLIS = 30_000;

    private final Path directory;
    private final int records;
    private final long seed;
    private final List<String> settings;
    /** Retention must delete none while this runs. */
    private final long firstTime = System.currentTimeMillis();

    private Kills(Path directory, int records, long seed, List<String> settings) {
        this.directory = directory;
        this.records = records;
        this.seed = seed;
        this.settings = settings;
    }

    /** What a curator has left. */
    private record Outcome(int judged, int judgedTwice, Map<String, String> digests, long seconds) {
        boolean isExactlyOnce(int records) {
            return judged == records && judgedTwice == 0;
        }
    }

    /** @param arguments an empty directory, records, kills, a seed, and settings of the curator as key=value */
    public static void main(String[] arguments) throws Exception {
        int records = Integer.parseInt(arguments[1]);
        int kills = Integer.parseInt(arguments[2]);
        long seed = Long.parseLong(arguments[3]);
        Kills runs = new Kills(
                Path.of(arguments[0]), records, seed, Arrays.asList(arguments).subList(4, arguments.length));
        Outcome undisturbed = runs.run("undisturbed", 0);
        Outcome killed = runs.run("killed", kills);
        boolean identical = killed.digests().equals(undisturbed.digests());
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("figure", "curator-kills");
        line.put("records", records);
        line.put("kills", kills);
        line.put("seed", seed);
        line.put("recordsWithoutVerdict", records - killed.judged());
        line.put("verdictsTooMany", killed.judgedTwice());
        line.put("identical", identical);
        line.put("output", killed.digests());
        line.put("seconds", killed.seconds());
        line.put("secondsUndisturbed", undisturbed.seconds());
        System.out.println(new ObjectMapper().writeValueAsString(line));
        if (!identical) {
            System.err.println("undisturbed: " + undisturbed + "\nkilled: " + killed);
        }
        System.exit(identical && undisturbed.isExactlyOnce(records) && killed.isExactlyOnce(records) ? 0 : 1);
    }

    private Outcome run(String name, int kills) throws Exception {
        Path home = Files.createDirectories(directory.resolve(name));
        try (Program broker = Program.broker(home)) {
            String servers = broker.await(Program.READY);
            publish(servers);
            try (CommittedOutputs outputs = new CommittedOutputs(servers)) {
                Instant start = Instant.now();
                Random random = new Random(seed);
                int[] moments = IntStream.range(0, kills)
                        .map(kill -> (int) (records * random.doubles(1, FIRST_MOMENT, LAST_MOMENT).sum()))
                        .sorted()
                        .toArray();
                for (int kill = 0; kill < kills; kill++) {
                    killAt(moments[kill], random.nextInt(LONGEST_DELAY_MILLIS), servers, home, outputs);
                    System.err.printf(
                            "%s: kill %d of %d after %,d verdicts%n", name, kill + 1, kills, outputs.verdicts());
                }
                try (Program curator = Program.curator(servers, home, settings)) {
                    awaitVerdicts(records, curator, outputs);
                }
                outputs.drain();
                long seconds = Instant.now().getEpochSecond() - start.getEpochSecond();
                return new Outcome(outputs.judged(), outputs.judgedTwice(), outputs.digests(), seconds);
            }
        }
    }

    /** Starts a curator that is killed a little after so many verdicts of all curators were seen. */
    private void killAt(int verdicts, int delayMillis, String servers, Path home, CommittedOutputs outputs)
            throws Exception {
        Program curator = Program.curator(servers, home, settings);
        awaitVerdicts(Math.max(verdicts, outputs.verdicts() + 1), curator, outputs);
        Thread.sleep(delayMillis);
        curator.kill();
        outputs.drain();
        if (outputs.judged() == records) {
            throw new IllegalStateException("all " + records + " records had verdicts before the last kill; give more records");
        }
    }

    private void awaitVerdicts(int count, Program curator, CommittedOutputs outputs) throws Exception {
        long told = System.currentTimeMillis();
        while (outputs.verdicts() < count) {
            curator.requireAlive();
            outputs.poll();
            if (System.currentTimeMillis() - told > PROGRESS_MILLIS) {
                System.err.printf("%,d of %,d verdicts%n", outputs.verdicts(), records);
                told = System.currentTimeMillis();
            }
        }
    }

    private void publish(String servers) {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers, "compression.type", "lz4"),
                new StringSerializer(),
                new ByteArraySerializer())) {
            String topic = Topics.raw(Modality.TEXT);
            int partitions = producer.partitionsFor(topic).size();
            MixedTexts texts = new MixedTexts(seed, partitions);
            for (int number = 0; number < records; number++) {
                int partition = number % partitions;
                producer.send(new ProducerRecord<>(
                        topic, partition, firstTime, "docs-" + partition, texts.content(number)));
            }
        }
    }
}
