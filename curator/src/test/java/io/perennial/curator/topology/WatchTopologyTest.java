package io.perennial.curator.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.curator.rules.RuleSet;
import io.perennial.schemas.records.AlarmPromise;
import io.perennial.schemas.records.DriftSignal;
import io.perennial.schemas.records.Modality;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the rule file can have watched, through the whole topology. */
class WatchTopologyTest {
    private static final String SMALL_BLOCKS = "samples: 16, minutes: 0, descriptors: ";

    @TempDir
    private Path directory;

    @Test
    void aSourceWhoseTemplateMixChangesWhileAllMeansStayRaisesAnAlarmAndOneThatStaysNone() throws IOException {
        // given: two templates of the same letters, so of the same length and entropy
        RuleSet rules = rules(
                Modality.LOGS,
                "samples: 256, minutes: 1, descriptors: [length,",
                SMALL_BLOCKS + "[template_mix, length_shape, length,");
        Random random = new Random(61);

        // when
        List<DriftSignal> signals;
        try (CuratorHarness curator = new CuratorHarness(directory, Map.of(Modality.LOGS, rules))) {
            for (int i = 0; i < 1_200; i++) {
                curator.publish(Modality.LOGS, "steady", line(random, 0.9));
                curator.publish(Modality.LOGS, "changing", line(random, i < 700 ? 0.9 : 0.1));
            }
            signals = curator.driftSignals();
        }

        // then
        assertThat(signals).singleElement().satisfies(signal -> {
            assertThat(signal.getSource()).isEqualTo("changing");
            assertThat(signal.getDescriptor()).isEqualTo("template_mix");
            assertThat(signal.getPromise()).isEqualTo(AlarmPromise.E_DETECTOR);
            assertThat(signal.getMeanAfter()).isGreaterThan(signal.getMeanBefore() + 0.25);
            assertThat(signal.getOrigin().getOffset()).isBetween(2 * 700L, 2 * 1_150L);
        });
    }

    @Test
    void aSourceThatBeginsToWriteInAnotherLanguageRaisesAnAlarmOfItsLanguageMixEvenIfAllOfThatIsRejected()
            throws IOException {
        // given
        RuleSet rules = rules(
                Modality.TEXT, "samples: 256, minutes: 1, descriptors: [length,", SMALL_BLOCKS + "[language_mix,");

        // when
        List<DriftSignal> signals;
        try (CuratorHarness curator = new CuratorHarness(directory, Map.of(Modality.TEXT, rules))) {
            for (int i = 0; i < 900; i++) {
                curator.publish(
                        Modality.TEXT,
                        "news",
                        i < 540
                                ? "The council decided on Monday that the old bridge over the river will stay open, "
                                        + i
                                : "Der Rat hat am Montag beschlossen, dass die alte Brücke über den Fluss offen bleibt, "
                                        + i);
            }
            signals = curator.driftSignals();
        }

        // then
        assertThat(signals)
                .filteredOn(signal -> signal.getDescriptor().equals("language_mix"))
                .singleElement()
                .satisfies(signal -> assertThat(signal.getOrigin().getOffset()).isBetween(540L, 780L));
    }

    @ParameterizedTest
    @CsvSource({
        "adwin, ADWIN delta=0.002",
        "page-hinkley, Page-Hinkley delta=0.005 lambda=50.0",
        "kswin, KSWIN alpha=0.005",
        "ddm, DDM drift=3.0",
        "hddm-a, HDDM_A drift=0.001",
        "hddm-w, HDDM_W drift=0.001 weight=0.05"
    })
    void theRulesChooseWhatLooksAtTheSingleSamplesOfADescriptor(String detector, String method) throws IOException {
        // given
        RuleSet rules = rules(
                Modality.LOGS,
                "descriptors: [length, entropy]",
                "descriptors: [length, rejected]\n  detectors: {rejected: " + detector + "}");

        // when
        List<DriftSignal> signals;
        try (CuratorHarness curator = new CuratorHarness(directory, Map.of(Modality.LOGS, rules))) {
            for (int i = 0; i < 300; i++) {
                curator.publish(Modality.LOGS, "breaking", i < 150 ? "entry with number " + i : "- " + i);
            }
            signals = curator.driftSignals();
        }

        // then
        DriftSignal signal = signals.stream()
                .filter(any -> any.getDescriptor().equals("rejected"))
                .findFirst()
                .orElseThrow();
        assertThat(signal.getPromise()).isEqualTo(AlarmPromise.NONE);
        assertThat(signal.getMethod()).startsWith(method + "; no promise: ");
        assertThat(signal.getMeanBefore()).isLessThan(0.2);
        assertThat(signal.getMeanAfter()).isGreaterThan(0.3);
        assertThat(signal.getOrigin().getOffset()).isBetween(150L, 220L);
    }

    private static String line(Random random, double share) {
        return (random.nextDouble() < share ? "opened door number " : "door opened number ")
                + (100_000 + random.nextInt(900_000));
    }

    /** The rules that come with the curator, with something said otherwise. */
    private static RuleSet rules(Modality modality, String said, String otherwise) throws IOException {
        String name = modality.name().toLowerCase(Locale.ROOT) + ".yaml";
        String yaml = Files.readString(Path.of("src/main/resources/rules", name));
        assertThat(yaml).contains(said);
        return RuleSet.parse(yaml.replace(said, otherwise).getBytes(StandardCharsets.UTF_8), name);
    }
}
