package io.perennial.tests.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.ingest.IngestMain;
import io.perennial.local.broker.LocalBroker;
import io.perennial.schemas.blobs.DirectoryBlobStore;
import io.perennial.schemas.records.RawSample;
import io.perennial.schemas.wire.AvroWire;
import io.perennial.tests.CommittedRecords;
import io.perennial.tests.JavaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private static Path brokerDirectory;

    private static LocalBroker broker;

    @TempDir
    private Path directory;

    @BeforeAll
    static void startBroker() {
        broker = LocalBroker.start(brokerDirectory, 0);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    private JavaProcess start(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                "--bootstrap-servers",
                broker.bootstrapServers(),
                "--state",
                directory.resolve("state").toString(),
                "--set",
                "blob.directory=" + directory.resolve("blobs")));
        all.addAll(List.of(arguments));
        return JavaProcess.start(IngestMain.class, all);
    }

    private String publish(String... arguments) throws IOException, InterruptedException {
        try (JavaProcess ingest = start(arguments)) {
            assertThat(ingest.awaitExit()).as("%s", ingest.output()).isZero();
            return ingest.output().get(ingest.output().size() - 1);
        }
    }

    private static List<ConsumerRecord<String, byte[]>> published(String topic, String source) {
        try (CommittedRecords records = new CommittedRecords(broker.bootstrapServers(), topic)) {
            return records.read().stream()
                    .filter(published -> source.equals(published.key()))
                    .toList();
        }
    }

    private static List<String> texts(String topic, String source) {
        return published(topic, source).stream()
                .map(published -> new String(published.value(), UTF_8))
                .toList();
    }

    private static String header(ConsumerRecord<String, byte[]> published, String name) {
        return new String(published.headers().lastHeader(name).value(), UTF_8);
    }

    @Test
    void secondRunPublishesOnlyWhatIsNew() throws Exception {
        // given
        Path articles = Files.createDirectories(directory.resolve("articles/deep"));
        Files.writeString(articles.resolve("one.txt"), "first article");
        Files.writeString(articles.resolve("two.txt"), "second article");
        String first = publish(
                "-m", "text", "-s", "twice", directory.resolve("articles").toString());
        Files.writeString(articles.resolve("three.txt"), "third article");
        // when
        String second = publish(
                "-m", "text", "-s", "twice", directory.resolve("articles").toString());
        // then
        assertThat(first).startsWith("published 2, already published 0");
        assertThat(second).startsWith("published 1, already published 2");
        List<ConsumerRecord<String, byte[]>> records = published("raw.text", "twice");
        assertThat(records)
                .extracting(published -> new String(published.value(), UTF_8))
                .containsExactlyInAnyOrder("first article", "second article", "third article");
        assertThat(records).allSatisfy(published -> {
            assertThat(header(published, "source")).isEqualTo("twice");
            assertThat(header(published, "ce_id")).matches("[0-9a-f]{64}");
            assertThat(header(published, "ce_time")).matches("\\d{4}-.*Z");
            assertThat(header(published, "content-type")).isEqualTo("text/plain; charset=utf-8");
        });
    }

    @Test
    void pictureAboveTheLimitGoesThroughTheBlobStore() throws Exception {
        // given
        byte[] small = randomBytes(500);
        byte[] large = randomBytes(5_000);
        Files.write(directory.resolve("a-small.png"), small);
        Files.write(directory.resolve("b-large.jpg"), large);
        // when
        publish("-m", "images", "-s", "camera", "--inline-limit", "1000", directory.toString());
        // then
        List<ConsumerRecord<String, byte[]>> records = published("raw.images", "camera");
        assertThat(records).hasSize(2);
        assertThat(records.get(0).value()).isEqualTo(small);
        assertThat(header(records.get(0), "content-type")).isEqualTo("image/png");
        RawSample claimed = AvroWire.of(RawSample.class).decode(records.get(1).value());
        assertThat(claimed.getContentType()).isEqualTo("image/jpeg");
        assertThat(claimed.getId()).isEqualTo(header(records.get(1), "ce_id"));
        assertThat(claimed.getPayload().remaining()).isZero();
        assertThat(new DirectoryBlobStore(directory.resolve("blobs")).get(claimed.getBlob()))
                .isEqualTo(large);
    }

    @Test
    void captionsBesidePicturesArePublishedWithThemWhenAskedFor() throws Exception {
        // given
        Files.write(directory.resolve("a.png"), randomBytes(500));
        Files.writeString(directory.resolve("a.txt"), "höhenzug\n");
        Files.write(directory.resolve("b.jpg"), randomBytes(5_000));
        Files.writeString(directory.resolve("b.txt"), "a boat");
        Files.write(directory.resolve("c.png"), randomBytes(400));
        // when
        publish("-m", "images", "-s", "album", "--captions", "--inline-limit", "1000", directory.toString());
        // then
        List<ConsumerRecord<String, byte[]>> records = published("raw.images", "album");
        assertThat(records).hasSize(3);
        assertThat(header(records.get(0), "caption")).isEqualTo("höhenzug");
        assertThat(AvroWire.of(RawSample.class).decode(records.get(1).value()).getCaption())
                .isEqualTo("a boat");
        assertThat(records.get(2).headers().lastHeader("caption")).isNull();
    }

    @Test
    void standardInputIsCommittedWhileItIsStillOpen() throws Exception {
        try (JavaProcess ingest = start("-m", "logs", "-s", "pipe", "-")) {
            // when
            ingest.write("first line\nsecond line\n");
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> texts("raw.logs", "pipe").size() == 2);
            ingest.write("last line without end");
            ingest.closeInput();
            // then
            assertThat(ingest.awaitExit()).isZero();
            assertThat(texts("raw.logs", "pipe")).containsExactly("first line", "second line", "last line without end");
        }
    }

    @Test
    void killedRunIsFinishedByTheNextWithEveryLineOnce() throws Exception {
        // given
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            lines.add("line " + i);
        }
        Path file = Files.write(directory.resolve("lines.txt"), lines);
        String[] command = {"-m", "text", "-s", "killed", "--lines", "--set", "batch.samples=100", file.toString()};
        try (JavaProcess ingest = start(command)) {
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(20))
                    .atMost(PATIENCE)
                    .until(() -> !texts("raw.text", "killed").isEmpty());
            ingest.kill();
        }
        int before = texts("raw.text", "killed").size();
        // when
        publish(command);
        // then
        assertThat(before).isPositive().isLessThan(lines.size());
        assertThat(texts("raw.text", "killed")).isEqualTo(lines);
    }

    @Test
    void followedFileLosesAndDoublesNothingThroughRotationsAndKills() throws Exception {
        // given
        Random random = new Random(20261120);
        Path file = Files.createFile(directory.resolve("app.log"));
        String[] command = {"-m", "logs", "-s", "followed", "--follow", "--set", "batch.ms=20", file.toString()};
        List<String> written = new ArrayList<>();
        // when
        for (int round = 1; round <= 3; round++) {
            try (JavaProcess ingest = start(command)) {
                int seen = texts("raw.logs", "followed").size();
                append(file, written, 200);
                awaitMoreThan(seen);
                Files.move(file, directory.resolve("app.log." + round));
                append(file, written, 100);
                Thread.sleep(random.nextInt(400));
                ingest.kill();
            }
            append(file, written, 10);
        }
        // then
        try (JavaProcess ingest = start(command)) {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> texts("raw.logs", "followed").size() >= written.size());
            ingest.terminate();
            assertThat(ingest.awaitExit()).as("%s", ingest.output()).isZero();
        }
        assertThat(texts("raw.logs", "followed")).isEqualTo(written);
    }

    @Test
    void textAboveTheTopicsLimitIsADataError() throws Exception {
        // given
        Path file = Files.write(directory.resolve("huge.txt"), new byte[9 << 20]);
        // when
        try (JavaProcess ingest = start("-m", "text", "-s", "huge", file.toString())) {
            int status = ingest.awaitExit();
            // then
            assertThat(status).isEqualTo(4);
            assertThat(ingest.output()).anyMatch(line -> line.contains("huge.txt: 9437184 bytes are more than"));
        }
    }

    private static void awaitMoreThan(int seen) {
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> texts("raw.logs", "followed").size() > seen);
    }

    private static void append(Path file, List<String> written, int lines) throws IOException {
        for (int i = 0; i < lines; i++) {
            String line = "line " + written.size();
            written.add(line);
            Files.writeString(file, line + "\n", UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }

    private static byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
