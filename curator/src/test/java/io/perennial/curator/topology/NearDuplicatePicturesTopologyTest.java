package io.perennial.curator.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.curator.pdq.PdqHash;
import io.perennial.curator.pdq.PdqHashed;
import io.perennial.curator.pdq.PdqHasher;
import io.perennial.curator.pdq.Waves;
import io.perennial.curator.rules.RuleSet;
import io.perennial.schemas.pictures.Picture;
import io.perennial.schemas.records.CuratedSample;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.Outcome;
import io.perennial.schemas.records.Score;
import io.perennial.schemas.records.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NearDuplicatePicturesTopologyTest {
    private static final int WIDTH = 96;
    private static final int HEIGHT = 80;

    @TempDir
    private Path directory;

    @Test
    void theTopologyWithNearDuplicatesOfPicturesIsTheGoldenOne() throws IOException {
        // when
        Map<Modality, RuleSet> imagesAlone = Map.of(Modality.IMAGES, rules(0).get(Modality.IMAGES));
        String description =
                CuratorHarness.topology(directory, imagesAlone).describe().toString();

        // then
        assertThat(description.strip())
                .as("stores and repartition topics are a contract with running curators")
                .isEqualTo(Files.readString(Path.of("src/test/resources/golden/topology-near-duplicate-pictures.txt"))
                        .strip());
    }

    @Test
    void aCopyWithNoiseIsADuplicateThatNamesTheEarlierOneAndTheirDistance() throws IOException {
        try (CuratorHarness curator = new CuratorHarness(directory, rules(0))) {
            // given
            Random random = new Random(1);
            Picture picture = Waves.picture(random, WIDTH, HEIGHT);
            curator.publish(Modality.IMAGES, "first", Pictures.png(picture));

            // when
            Picture copy = Waves.noisy(picture, 12, random);
            curator.publish(Modality.IMAGES, "second", Pictures.png(copy));

            // then
            List<Verdict> verdicts = curator.verdicts();
            assertThat(verdicts).extracting(Verdict::getOutcome).containsExactly(Outcome.KEPT, Outcome.DUPLICATE);
            Verdict duplicate = verdicts.get(1);
            PdqHasher hasher = new PdqHasher();
            int distance =
                    hasher.hash(picture).hash().distance(hasher.hash(copy).hash());
            assertThat(duplicate.getRule()).isEqualTo("near_duplicate");
            assertThat(duplicate.getDuplicateOf()).isEqualTo("raw.images-0-0");
            assertThat(duplicate.getScore()).isEqualTo(distance);
            assertThat(duplicate.getThreshold()).isEqualTo(31);
            assertThat(duplicate.getScores()).extracting(Score::getName).contains("pdq_quality");
            assertThat(curator.curated(Modality.IMAGES))
                    .extracting(CuratedSample::getSampleId)
                    .containsExactly("raw.images-0-0");
        }
    }

    @Test
    void thePixelsOfAnEarlierPictureAreStillAnExactDuplicate() throws IOException {
        try (CuratorHarness curator = new CuratorHarness(directory, rules(0))) {
            // given
            byte[] png = Pictures.png(Waves.picture(new Random(2), WIDTH, HEIGHT));
            curator.publish(Modality.IMAGES, "first", png);

            // when
            curator.publish(Modality.IMAGES, "second", png);

            // then
            assertThat(curator.verdicts()).extracting(Verdict::getRule).containsExactly("", "exact_duplicate");
        }
    }

    @Test
    void picturesWithLittleStructureAreNotCompared() throws IOException {
        try (CuratorHarness curator = new CuratorHarness(directory, rules(0))) {
            // given: a slope from black to white, and almost the same again
            curator.publish(Modality.IMAGES, "s", Pictures.png(slope(0)));

            // when
            curator.publish(Modality.IMAGES, "s", Pictures.png(slope(1)));

            // then
            assertThat(curator.verdicts()).extracting(Verdict::getOutcome).containsOnly(Outcome.KEPT);
        }
    }

    @Test
    void afterTheHorizonANearPictureIsKeptAgain() throws IOException {
        try (CuratorHarness curator = new CuratorHarness(directory, rules(3))) {
            // given: one record each millisecond
            Random random = new Random(3);
            Picture picture = Waves.picture(random, WIDTH, HEIGHT);
            curator.publish(Modality.IMAGES, "s", Pictures.png(picture));
            curator.publish(Modality.IMAGES, "s", Pictures.png(Waves.noisy(picture, 5, random)));
            for (int other = 0; other < 5; other++) {
                curator.publish(Modality.IMAGES, "s", Pictures.plain(8, 8));
            }

            // when
            curator.publish(Modality.IMAGES, "s", Pictures.png(Waves.noisy(picture, 5, random)));

            // then
            assertThat(curator.verdicts())
                    .filteredOn(verdict -> !verdict.getRule().equals("too_small"))
                    .extracting(verdict -> verdict.getOutcome() + " " + verdict.getRule())
                    .containsExactly("KEPT ", "DUPLICATE near_duplicate", "KEPT ");
        }
    }

    @Test
    void theVerdictsAreThoseOfAComparisonWithAllEarlierPictures() throws IOException {
        // given
        List<Picture> pictures = variations(new Random(4), 12, 8);

        try (CuratorHarness curator = new CuratorHarness(directory, rules(0))) {
            // when
            pictures.forEach(picture -> curator.publish(Modality.IMAGES, "s", Pictures.png(picture)));

            // then
            Map<Long, String> found = new HashMap<>();
            for (Verdict verdict : curator.verdicts()) {
                found.put(verdict.getOrigin().getOffset(), verdict.getRule() + " " + verdict.getDuplicateOf());
            }
            assertThat(found).isEqualTo(expected(pictures));
            assertThat(found.values())
                    .filteredOn(verdict -> verdict.startsWith("near_duplicate"))
                    .hasSizeBetween(20, 75);
        }
    }

    /** The first earlier picture within 31 bits. */
    private static Map<Long, String> expected(List<Picture> pictures) {
        PdqHasher hasher = new PdqHasher();
        List<PdqHash> hashes = new ArrayList<>();
        Map<Long, String> verdicts = new HashMap<>();
        for (Picture picture : pictures) {
            PdqHashed hashed = hasher.hash(picture);
            assertThat(hashed.isTelling()).isTrue();
            int earliest = 0;
            while (earliest < hashes.size() && hashes.get(earliest).distance(hashed.hash()) > 31) {
                earliest++;
            }
            String verdict = earliest == hashes.size() ? " null" : "near_duplicate raw.images-0-" + earliest;
            verdicts.put((long) hashes.size(), verdict);
            hashes.add(hashed.hash());
        }
        return verdicts;
    }

    /** Copies with ever more noise, in a random order. */
    private static List<Picture> variations(Random random, int originals, int variations) {
        List<Picture> pictures = new ArrayList<>();
        for (int original = 0; original < originals; original++) {
            Picture picture = Waves.picture(random, WIDTH, HEIGHT);
            for (int variation = 0; variation < variations; variation++) {
                pictures.add(Waves.noisy(picture, 1 + 4 * variation, random));
            }
        }
        Collections.shuffle(pictures, random);
        return pictures;
    }

    private static Picture slope(int more) {
        int[] argb = new int[WIDTH * HEIGHT];
        for (int i = 0; i < argb.length; i++) {
            argb[i] = 0xFF000000 | (i % WIDTH * 2 + more) * 0x010101;
        }
        return new Picture(WIDTH, HEIGHT, argb, 0);
    }

    private static Map<Modality, RuleSet> rules(long horizonMillis) throws IOException {
        String yaml = Files.readString(Path.of("src/main/resources/rules/images.yaml"))
                        .replace("{horizonMillis: 0}", "{horizonMillis: " + horizonMillis + "}")
                + "\nnearDuplicates: {partitions: 4}\n";
        Map<Modality, RuleSet> rules = new HashMap<>(CuratorHarness.bundledRules());
        rules.put(Modality.IMAGES, RuleSet.parse(yaml.getBytes(StandardCharsets.UTF_8), "images.yaml"));
        return rules;
    }
}
