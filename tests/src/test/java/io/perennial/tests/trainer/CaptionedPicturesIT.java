package io.perennial.tests.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.curator.CuratorConfig;
import io.perennial.curator.CuratorService;
import io.perennial.ingest.IngestMain;
import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.ServiceThread;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.CuratedSample;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.topics.Topics;
import io.perennial.schemas.wire.AvroWire;
import io.perennial.tests.CommittedRecords;
import io.perennial.tests.JavaProcess;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures with captions beside them, from a directory through the curator into a checkpoint. */
class CaptionedPicturesIT {
    private static final String MODEL = "image-encoder";
    private static final int PICTURES = 96;
    private static final int WINDOW = 24;
    private static final AvroWire<CuratedSample> SAMPLE = AvroWire.of(CuratedSample.class);

    @TempDir
    private Path directory;

    @Test
    void reachTheModelWithMaskedCaptionsAndThoseWithoutStayBehind() throws Exception {
        // given
        Path album = Files.createDirectories(directory.resolve("album"));
        for (int number = 0; number < PICTURES; number++) {
            draw(album, number);
        }
        try (TrainerWorld world = TrainerWorld.start(directory);
                TrainerTopics topics = world.topics(MODEL, Modality.IMAGES)) {
            // when
            publish(world, album);
            Checkpoint checkpoint;
            try (ServiceThread curator = startCurator(world);
                    ServiceThread trainer = TrainerWorld.start(settings(world))) {
                checkpoint = TrainerWorld.await(trainer, topics, 1);
                Awaitility.await()
                        .atMost(TrainerWorld.PATIENCE)
                        .until(() -> !curator.isLive() || curated(world).size() == PICTURES);
            }

            // then
            List<ConsumerRecord<String, byte[]>> curated = curated(world);
            assertThat(curated).hasSize(PICTURES);
            assertThat(curated.stream().map(CaptionedPicturesIT::caption).filter(String::isEmpty))
                    .hasSize(PICTURES / 2);
            assertThat(curated.stream().filter(each -> isIn(checkpoint, each)).map(CaptionedPicturesIT::caption))
                    .hasSize(WINDOW)
                    .allMatch(caption -> caption.matches("picture [0-9]+ of <EMAIL>"));
        }
    }

    /** A picture with pixels of its own; every second has a caption. */
    private static void draw(Path album, int number) throws IOException {
        BufferedImage image = new BufferedImage(20, 20, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(number);
        for (int pixel = 0; pixel < 400; pixel++) {
            image.setRGB(pixel % 20, pixel / 20, random.nextInt(1 << 24));
        }
        ImageIO.write(image, "png", album.resolve(number + ".png").toFile());
        if (number % 2 == 0) {
            Files.writeString(album.resolve(number + ".txt"), "picture  " + number + " of ann@example.org\n");
        }
    }

    private void publish(TrainerWorld world, Path album) throws IOException, InterruptedException {
        List<String> arguments = List.of(
                "--bootstrap-servers",
                world.bootstrapServers(),
                "--state",
                directory.resolve("ingest").toString(),
                "-m",
                "images",
                "--captions",
                album.toString());
        try (JavaProcess ingest = JavaProcess.start(IngestMain.class, arguments)) {
            assertThat(ingest.awaitExit()).as("%s", ingest.output()).isZero();
        }
    }

    private static ServiceThread startCurator(TrainerWorld world) {
        ServiceConfig config = new ServiceConfig(
                CuratorConfig.definition(),
                Map.of(
                        "bootstrap.servers", world.bootstrapServers(),
                        "blob.directory", world.home(MODEL).resolve("blobs").toString(),
                        "state.directory", world.home("curator").toString()));
        return ServiceThread.start("curator", new CuratorService(config), TrainerWorld.PATIENCE);
    }

    private static Map<String, String> settings(TrainerWorld world) {
        return SmallModels.learningFromCaptions(world.settings(MODEL, Modality.IMAGES, WINDOW));
    }

    private static List<ConsumerRecord<String, byte[]>> curated(TrainerWorld world) {
        try (CommittedRecords records =
                new CommittedRecords(world.bootstrapServers(), Topics.curated(Modality.IMAGES))) {
            return records.read();
        }
    }

    private static String caption(ConsumerRecord<String, byte[]> curated) {
        return SAMPLE.decode(curated.value()).getCaption();
    }

    private static boolean isIn(Checkpoint checkpoint, ConsumerRecord<String, byte[]> curated) {
        return checkpoint.getWindows().stream()
                .anyMatch(window -> window.getPartition() == curated.partition()
                        && window.getFromOffset() <= curated.offset()
                        && curated.offset() < window.getToOffset());
    }
}
