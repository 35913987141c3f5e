package io.perennial.curator.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.curator.rules.RuleSet;
import io.perennial.schemas.records.AlarmPromise;
import io.perennial.schemas.records.CuratedSample;
import io.perennial.schemas.records.DriftRequest;
import io.perennial.schemas.records.DriftSignal;
import io.perennial.schemas.records.LogTemplate;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.Outcome;
import io.perennial.schemas.records.SourcePosition;
import io.perennial.schemas.records.TemplateChange;
import io.perennial.schemas.records.TemplateEvent;
import io.perennial.schemas.records.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Templates of log records, and signals of sources that change. */
class LogTopologyTest extends TopologyFixture {
    @Test
    void aLogRecordCarriesTheVersionOfItsTemplateAndTheVerdictTellsWhatIsNew() {
        // when
        curator.publish(Modality.LOGS, "app", "2026-11-20 08:00:01 session of alice opened");
        curator.publish(Modality.LOGS, "app", "2026-11-20 08:00:02 session of bob opened");
        curator.publish(Modality.LOGS, "app", "2026-11-20 08:00:03 session of carol opened");

        // then
        assertThat(curator.verdicts())
                .extracting(Verdict::getTemplate)
                .containsExactly(
                        new LogTemplate("0-0", 1, TemplateChange.CREATED, "<TIME> session of alice opened"),
                        new LogTemplate("0-0", 2, TemplateChange.WIDENED, "<TIME> session of <*> opened"),
                        new LogTemplate("0-0", 2, TemplateChange.NONE, ""));
        assertThat(curator.curated(Modality.LOGS))
                .extracting(sample -> sample.getTemplateId() + " version " + sample.getTemplateVersion())
                .containsExactly("0-0 version 1", "0-0 version 2", "0-0 version 2");
    }

    @Test
    void aTemplateThatAppearsOrWidensIsAnEventThatNamesTheLine() {
        // when
        curator.publish(Modality.LOGS, "app", "session of alice opened");
        curator.publish(Modality.LOGS, "app", "session of alice opened");
        curator.publish(Modality.LOGS, "proxy", "session of bob opened");
        curator.publish(Modality.LOGS, "app", "session of carol opened");

        // then
        assertThat(curator.templateEvents())
                .containsExactly(
                        new TemplateEvent(
                                "0-0",
                                1,
                                TemplateChange.CREATED,
                                List.of("session", "of", "alice", "opened"),
                                "app",
                                new SourcePosition("raw.logs", 0, 0L)),
                        new TemplateEvent(
                                "0-0",
                                2,
                                TemplateChange.WIDENED,
                                List.of("session", "of", "<*>", "opened"),
                                "proxy",
                                new SourcePosition("raw.logs", 0, 2L)));
    }

    @Test
    void aFrequentTemplateIsThinnedAndARareOneIsKept(@TempDir Path elsewhere) {
        // given
        try (CuratorHarness thinning = new CuratorHarness(elsewhere, sampledLogs())) {
            // when
            for (int i = 0; i < 8; i++) {
                thinning.publish(Modality.LOGS, "app", "request of user-" + i + " was answered in time");
            }
            thinning.publish(Modality.LOGS, "app", "the disk is full and cannot be written");

            // then
            List<Verdict> verdicts = thinning.verdicts();
            assertThat(verdicts.stream().filter(verdict -> verdict.getRule().equals("frequent_template")))
                    .hasSize(5)
                    .allSatisfy(verdict -> assertThat(verdict.getOutcome()).isEqualTo(Outcome.REJECTED));
            assertThat(thinning.curated(Modality.LOGS))
                    .extracting(CuratedSample::getText)
                    .containsExactly(
                            "request of user-0 was answered in time",
                            "request of user-1 was answered in time",
                            "request of user-2 was answered in time",
                            "the disk is full and cannot be written");
        }
    }

    /** The bundled rules, and three records at once and one more each second for each template. */
    private static Map<Modality, RuleSet> sampledLogs() {
        Map<Modality, RuleSet> rules = CuratorHarness.bundledRules();
        try {
            String logs = Files.readString(Path.of("src/main/resources/rules/logs.yaml"))
                    + "  sampling: {burst: 3, perHour: 3600}\n";
            rules.put(Modality.LOGS, RuleSet.parse(logs.getBytes(StandardCharsets.UTF_8), "logs.yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rules;
    }

    @Test
    void aSourceThatChangesRaisesOneSignalForTheDescriptorThatChanged() {
        // given
        Random random = new Random(5);
        for (int i = 0; i < 640; i++) {
            curator.publish(Modality.LOGS, "steady", "request number " + i + " was answered in time");
            curator.publish(
                    Modality.LOGS,
                    "changing",
                    "entry " + random.nextInt(1_000_000) + (i < 320 ? " ok" : " stack overflow".repeat(20)));
        }

        // when
        List<DriftSignal> signals = curator.driftSignals();

        // then
        assertThat(signals).extracting(DriftSignal::getSource).containsOnly("changing");
        assertThat(signals.get(0).getMeanAfter()).isNotEqualTo(signals.get(0).getMeanBefore());
        // The change is at record 320 of the source; ADWIN looks every 32 records, and the sources alternate.
        assertThat(signals.get(0).getOrigin()).isEqualTo(new SourcePosition("raw.logs", 0, 2 * 352L - 1));
    }

    @Test
    void aSourceThatBeginsToSendRubbishRaisesASignalOfItsRejectRateUnderAPromise(@TempDir Path elsewhere)
            throws IOException {
        // given
        Map<Modality, RuleSet> rules = CuratorHarness.bundledRules();
        String logs = Files.readString(Path.of("src/main/resources/rules/logs.yaml"))
                .replace("samples: 256, minutes: 1", "samples: 8, minutes: 0");
        rules.put(Modality.LOGS, RuleSet.parse(logs.getBytes(StandardCharsets.UTF_8), "logs.yaml"));
        try (CuratorHarness small = new CuratorHarness(elsewhere, rules)) {
            // when
            for (int i = 0; i < 400; i++) {
                boolean rubbish = i >= 240;
                small.publish(Modality.LOGS, "steady", "request number " + i + " was answered in time");
                small.publish(
                        Modality.LOGS,
                        "breaking",
                        rubbish
                                ? new byte[] {(byte) 0xFF, (byte) i}
                                : ("entry with number " + i).getBytes(StandardCharsets.UTF_8));
            }

            // then
            List<DriftSignal> signals = small.driftSignals().stream()
                    .filter(signal -> signal.getDescriptor().equals("rejected"))
                    .toList();
            assertThat(signals).singleElement().satisfies(signal -> {
                assertThat(signal.getSource()).isEqualTo("breaking");
                assertThat(signal.getPromise()).isEqualTo(AlarmPromise.E_DETECTOR);
                assertThat(signal.getMeanBefore()).isZero();
                assertThat(signal.getMeanAfter()).isEqualTo(1);
                assertThat(signal.getRequest()).isNotEqualTo(DriftRequest.UNKNOWN);
                // Found within ten blocks.
                assertThat(signal.getOrigin().getOffset()).isBetween(2 * 240L, 2 * 320L);
            });
        }
    }
}
