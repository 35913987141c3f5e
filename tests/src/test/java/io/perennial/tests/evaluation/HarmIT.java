package io.perennial.tests.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.runtime.ServiceThread;
import io.perennial.schemas.records.AlarmPromise;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.DesiredModel;
import io.perennial.schemas.records.DriftRequest;
import io.perennial.schemas.records.DriftSignal;
import io.perennial.schemas.records.HarmReport;
import io.perennial.schemas.records.HarmVerdict;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.ServedCheckpoint;
import io.perennial.schemas.records.SourcePosition;
import io.perennial.schemas.topics.Topics;
import io.perennial.schemas.wire.AvroWire;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drift of a source, and whether it hurts a champion that was trained on what the source sent before. */
class HarmIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String MODEL = "drifting";
    private static final int OLD = 1200;
    private static final int NEW = 300;

    @TempDir
    private static Path directory = Path.of("");

    private static EvaluatorWorld world;
    private static Checkpoint champion;

    @BeforeAll
    static void open() throws IOException {
        world = new EvaluatorWorld(directory);
        List<String> seas = texts(HarmIT::sea, 0, 240);
        champion = world.publishCheckpoint(MODEL, null, seas, 200, world.publishCurated(seas));
        world.publishGold(MODEL, 20);
        DesiredModel state = DesiredModel.newBuilder()
                .setModel(MODEL)
                .setGeneration(1)
                .setChampion(
                        new ServedCheckpoint(champion.getCheckpointId(), champion.getVersion(), champion.getManifest()))
                .setDecidedAt(Instant.now())
                .build();
        world.publish(Topics.SERVING_DESIRED, MODEL, state, AvroWire.of(DesiredModel.class));
    }

    @AfterAll
    static void close() {
        world.close();
    }

    @Test
    void anotherVocabularyHurtsAndAnotherMixOfLengthsDoesNotAndNoSignalIsAnsweredTwice() {
        // given a source that changes its words, and one that sends single clauses among its sentences more often
        world.publishSource("workshop", change(HarmIT::sea, HarmIT::workshop));
        world.publishSource("short", change(number -> mixed(number, 5), number -> mixed(number, 2)));
        signal("workshop", OLD + NEW - 1);
        signal("short", OLD + NEW - 1);

        // when
        try (ServiceThread evaluator = startEvaluator()) {
            await(evaluator, 2);
        }
        signal("unheard of", OLD);
        List<HarmReport> reports;
        try (ServiceThread again = startEvaluator()) {
            reports = await(again, 3);
        }

        // then
        assertThat(reports).extracting(HarmReport::getSource).containsExactly("workshop", "short", "unheard of");
        assertThat(reports).extracting(HarmReport::getCheckpointId).containsOnly(champion.getCheckpointId());
        HarmReport workshop = reports.get(0);
        assertThat(workshop.getVerdict()).as(workshop.toString()).isEqualTo(HarmVerdict.HARMED);
        assertThat(workshop.getControl()).isEqualTo(HarmVerdict.UNHARMED);
        assertThat(workshop.getPairs()).isEqualTo(256);
        assertThat(workshop.getSignal()).isEqualTo(new SourcePosition(Topics.CURATION_DRIFT, 0, 0L));
        HarmReport lengths = reports.get(1);
        assertThat(lengths.getVerdict()).as(lengths.toString()).isEqualTo(HarmVerdict.UNHARMED);
        HarmReport unheard = reports.get(2);
        assertThat(unheard.getVerdict()).isEqualTo(HarmVerdict.UNDECIDED);
        assertThat(unheard.getDetail()).contains("too few samples");
    }

    private static ServiceThread startEvaluator() {
        return world.startEvaluator(MODEL, Map.of("harm.wait.ms", "0"));
    }

    private static List<HarmReport> await(ServiceThread evaluator, int count) {
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(300)).until(() -> {
            if (!evaluator.isLive()) {
                evaluator.await();
            }
            return world.harmReports().size() >= count;
        });
        return world.harmReports();
    }

    private static void signal(String source, long offset) {
        DriftSignal signal = DriftSignal.newBuilder()
                .setModality(Modality.TEXT)
                .setSource(source)
                .setDescriptor("length")
                .setOrigin(new SourcePosition(Topics.raw(Modality.TEXT), 0, offset))
                .setPromise(AlarmPromise.NONE)
                .setWindowAfter(NEW)
                .setRequest(DriftRequest.HOLD_PROMOTION)
                .build();
        world.publish(Topics.CURATION_DRIFT, Modality.TEXT.name(), signal, AvroWire.of(DriftSignal.class));
    }

    private static List<String> change(LongFunction<String> before, LongFunction<String> behind) {
        List<String> texts = texts(before, 10_000, OLD);
        texts.addAll(texts(behind, 20_000, NEW));
        return texts;
    }

    private static List<String> texts(LongFunction<String> text, long from, int count) {
        List<String> texts = new ArrayList<>();
        for (long number = from; number < from + count; number++) {
            texts.add(text.apply(number));
        }
        return texts;
    }

    private static String sea(long number) {
        return Sentences.about(0, number);
    }

    private static String workshop(long number) {
        return Sentences.about(2, number);
    }

    /** Of {@code period} sentences one ends after its first clause. */
    private static String mixed(long number, int period) {
        String sentence = sea(number);
        return number % period == 0 ? sentence.substring(0, sentence.indexOf(',')) + "." : sentence;
    }
}
