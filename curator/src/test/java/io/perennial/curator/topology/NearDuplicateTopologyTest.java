package io.perennial.curator.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.curator.minhash.Signature;
import io.perennial.curator.minhash.TextSigner;
import io.perennial.curator.rules.RuleSet;
import io.perennial.schemas.records.CuratedSample;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.Outcome;
import io.perennial.schemas.records.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NearDuplicateTopologyTest {
    private static final String LONG_TEXT =
            "It is known that the reader of a queue returns the element that was added first and waits for "
                    + "another thread when there is none, that the writer adds behind the last element and never waits, and that closing "
                    + "the queue wakes all of those who wait for an element which nobody is going to add to it any more.";

    @TempDir
    private Path directory;

    @Test
    void theTopologyWithNearDuplicatesIsTheGoldenOne() throws IOException {
        // when
        Map<Modality, RuleSet> textAlone = Map.of(Modality.TEXT, rules(0).get(Modality.TEXT));
        String description =
                CuratorHarness.topology(directory, textAlone).describe().toString();

        // then
        assertThat(description.strip())
                .as("stores and repartition topics are a contract with running curators")
                .isEqualTo(Files.readString(Path.of("src/test/resources/golden/topology-near-duplicates.txt"))
                        .strip());
    }

    @Test
    void anAlmostEqualTextIsADuplicateThatNamesTheEarlierOneAndTheirSimilarity() throws IOException {
        try (CuratorHarness curator = new CuratorHarness(directory, rules(0))) {
            // given
            curator.publish(Modality.TEXT, "first", LONG_TEXT);

            // when
            curator.publish(Modality.TEXT, "second", LONG_TEXT.replace("any more", "ever again"));

            // then
            List<Verdict> verdicts = curator.verdicts();
            assertThat(verdicts).extracting(Verdict::getOutcome).containsExactly(Outcome.KEPT, Outcome.DUPLICATE);
            assertThat(verdicts.get(1).getRule()).isEqualTo("near_duplicate");
            assertThat(verdicts.get(1).getDuplicateOf()).isEqualTo("raw.text-0-0");
            assertThat(verdicts.get(1).getScore()).isBetween(0.75, 1.0);
            assertThat(curator.curated(Modality.TEXT))
                    .extracting(CuratedSample::getSampleId)
                    .containsExactly("raw.text-0-0");
        }
    }

    @Test
    void anEqualTextIsStillAnExactDuplicate() throws IOException {
        try (CuratorHarness curator = new CuratorHarness(directory, rules(0))) {
            // given
            curator.publish(Modality.TEXT, "first", LONG_TEXT);

            // when
            curator.publish(Modality.TEXT, "second", LONG_TEXT + "\n");

            // then
            assertThat(curator.verdicts()).extracting(Verdict::getRule).containsExactly("", "exact_duplicate");
        }
    }

    @Test
    void afterTheHorizonASimilarTextIsKeptAgain() throws IOException {
        try (CuratorHarness curator = new CuratorHarness(directory, rules(3))) {
            // given: one record each millisecond
            curator.publish(Modality.TEXT, "s", LONG_TEXT);
            curator.publish(Modality.TEXT, "s", LONG_TEXT.replace("any more", "ever again"));
            for (int other = 0; other < 3; other++) {
                curator.publish(Modality.TEXT, "s", "too short");
            }

            // when
            curator.publish(Modality.TEXT, "s", LONG_TEXT.replace("any more", "after that"));

            // then
            assertThat(curator.verdicts())
                    .extracting(verdict -> verdict.getOutcome() + " " + verdict.getRule())
                    .containsExactly(
                            "KEPT ",
                            "DUPLICATE near_duplicate",
                            "REJECTED too_short",
                            "REJECTED too_short",
                            "REJECTED too_short",
                            "KEPT ");
        }
    }

    @Test
    void theVerdictsAreThoseOfAnIndexOfAllEarlierTexts() throws IOException {
        // given
        List<String> texts = variations(new Random(4), 12, 6);

        try (CuratorHarness curator = new CuratorHarness(directory, rules(0))) {
            // when
            texts.forEach(text -> curator.publish(Modality.TEXT, "s", text));

            // then
            Map<Long, String> found = new HashMap<>();
            for (Verdict verdict : curator.verdicts()) {
                found.put(verdict.getOrigin().getOffset(), verdict.getRule() + " " + verdict.getDuplicateOf());
            }
            assertThat(found).isEqualTo(expected(texts));
            assertThat(found.values())
                    .filteredOn(verdict -> verdict.startsWith("near_duplicate"))
                    .hasSizeBetween(15, 60);
        }
    }

    /** The rule of the page on near-duplicates, written down naively: an earlier text with an equal band, the first of them. */
    private static Map<Long, String> expected(List<String> texts) {
        TextSigner signer = new TextSigner();
        Map<Long, String> verdicts = new HashMap<>();
        Map<String, Long> contents = new HashMap<>();
        List<Set<Long>> bands = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            Long equal = contents.putIfAbsent(texts.get(i), (long) i);
            if (equal != null) {
                verdicts.put((long) i, "exact_duplicate raw.text-0-" + equal);
                bands.add(Set.of());
                continue;
            }
            Signature signature = Objects.requireNonNull(signer.sign(texts.get(i)));
            Set<Long> own = new HashSet<>();
            for (long key : signature.bandKeys()) {
                own.add(key);
            }
            bands.add(own);
            verdicts.put((long) i, verdict(bands));
        }
        return verdicts;
    }

    private static String verdict(List<Set<Long>> bands) {
        Set<Long> own = bands.get(bands.size() - 1);
        for (int earlier = 0; earlier < bands.size() - 1; earlier++) {
            if (bands.get(earlier).stream().anyMatch(own::contains)) {
                return "near_duplicate raw.text-0-" + earlier;
            }
        }
        return " null";
    }

    /** Texts of which some differ in a few words, in a random order. */
    private static List<String> variations(Random random, int originals, int variations) {
        String[] words = LONG_TEXT.split(" ", -1);
        List<String> texts = new ArrayList<>();
        for (int original = 0; original < originals; original++) {
            List<String> text = new ArrayList<>(List.of("It", "is", "so", "that", "of", "all"));
            for (int i = 0; i < 90; i++) {
                text.add(words[random.nextInt(words.length)]);
            }
            for (int variation = 0; variation < variations; variation++) {
                texts.add(String.join(" ", text) + ".");
                for (int change = random.nextInt(4); change > 0; change--) {
                    text.set(random.nextInt(text.size()), words[random.nextInt(words.length)]);
                }
            }
        }
        Collections.shuffle(texts, random);
        return texts;
    }

    private static Map<Modality, RuleSet> rules(long horizonMillis) throws IOException {
        String yaml = Files.readString(Path.of("src/main/resources/rules/text.yaml"))
                        .replace("{horizonMillis: 0}", "{horizonMillis: " + horizonMillis + "}")
                        .replace("groups: [gopher_repetition, gopher_quality]", "groups: [gopher_quality]")
                + "\nnearDuplicates: {partitions: 4}\n";
        Map<Modality, RuleSet> rules = new HashMap<>(CuratorHarness.bundledRules());
        rules.put(Modality.TEXT, RuleSet.parse(yaml.getBytes(StandardCharsets.UTF_8), "text.yaml"));
        return rules;
    }
}
