package io.perennial.curator.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.curator.pdq.Waves;
import io.perennial.curator.rules.RuleSet;
import io.perennial.schemas.blobs.DirectoryBlobStore;
import io.perennial.schemas.pictures.Picture;
import io.perennial.schemas.records.Outcome;
import io.perennial.schemas.records.Verdict;
import io.perennial.schemas.topics.Topics;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectCurationTest {
    private static final String[] WORDS = {
        "the", "reader", "of", "every", "queue", "returns", "an", "element", "that", "was", "added", "and", "then",
        "waits", "for", "another", "thread", "to", "close", "its", "stream", "with", "some", "buffer", "which", "holds"
    };

    @TempDir
    private Path directory;

    @Test
    void textsGetTheVerdictsOfTheTopology() throws IOException {
        // given
        RuleSet rules = rules("text", "\nnearDuplicates: {partitions: 2}\n");
        List<byte[]> values = texts(400, 3);

        // when
        List<Verdict> direct = direct(rules, values);

        // then
        assertThat(direct)
                .extracting(Verdict::getRule)
                .contains("", "exact_duplicate", "near_duplicate", "too_short", "invalid_utf8", "empty_payload");
        assertThat(direct).isEqualTo(throughTheTopology(rules, values));
    }

    @Test
    void logsGetTheVerdictsAndTemplatesOfTheTopology() throws IOException {
        // given
        RuleSet rules = rules("logs", "  sampling: {burst: 2, perHour: 1}\n");
        List<byte[]> values = texts(400, 4);

        // when
        List<Verdict> direct = direct(rules, values);

        // then
        assertThat(direct).extracting(Verdict::getRule).contains("", "frequent_template", "exact_duplicate");
        assertThat(direct).isEqualTo(throughTheTopology(rules, values));
    }

    @Test
    void picturesGetTheVerdictsOfTheTopology() throws IOException {
        // given
        RuleSet rules = rules("images", "\nnearDuplicates: {partitions: 2}\n");
        Random random = new Random(6);
        List<byte[]> values = new ArrayList<>();
        for (int original = 0; original < 4; original++) {
            Picture picture = Waves.picture(random, 60, 50);
            byte[] png = Pictures.png(picture);
            values.addAll(List.of(png, png, Pictures.png(Waves.noisy(picture, 4, random)), Pictures.plain(60, 50)));
        }

        // when
        List<Verdict> direct = direct(rules, values);

        // then
        assertThat(direct)
                .extracting(Verdict::getRule)
                .contains("", "exact_duplicate", "near_duplicate", "low_information");
        assertThat(direct).isEqualTo(throughTheTopology(rules, values));
    }

    @Test
    void aDuplicateOfASampleFromBeforeStaysOneWhileItsContentIsTheSame() throws IOException {
        // given
        RuleSet rules = rules("text", "");
        byte[] text = texts(50, 5).stream()
                .filter(value -> value.length > 100)
                .findFirst()
                .orElseThrow();
        Verdict first = judge(rules, text, null);
        Verdict earlier = VerdictDraft.duplicate(first, "from-before");

        // when
        Verdict same = judge(rules, text, earlier);
        Verdict other = judge(
                rules,
                text,
                Verdict.newBuilder(earlier).setContentSha256("ab".repeat(32)).build());

        // then
        assertThat(first.getOutcome()).isEqualTo(Outcome.KEPT);
        assertThat(same).isEqualTo(earlier);
        assertThat(other).isEqualTo(first);
    }

    private Verdict judge(RuleSet rules, byte[] value, @Nullable Verdict earlier) {
        return curation(rules).judge(record(rules, 0, value), earlier);
    }

    private List<Verdict> direct(RuleSet rules, List<byte[]> values) {
        DirectCuration curation = curation(rules);
        List<Verdict> verdicts = new ArrayList<>();
        for (int offset = 0; offset < values.size(); offset++) {
            verdicts.add(curation.judge(record(rules, offset, values.get(offset)), null));
        }
        return verdicts;
    }

    private DirectCuration curation(RuleSet rules) {
        return new DirectCuration(
                rules, new DirectoryBlobStore(directory.resolve("blobs")), Map.of(), CuratorHarness.VERSION);
    }

    private List<Verdict> throughTheTopology(RuleSet rules, List<byte[]> values) {
        try (CuratorHarness curator = new CuratorHarness(directory, Map.of(rules.modality(), rules))) {
            values.forEach(value -> curator.publish(rules.modality(), "docs", value));
            return curator.verdicts().stream()
                    .sorted(Comparator.comparing(verdict -> verdict.getOrigin().getOffset()))
                    .toList();
        }
    }

    private static ConsumerRecord<String, byte[]> record(RuleSet rules, long offset, byte[] value) {
        return new ConsumerRecord<>(
                Topics.raw(rules.modality()),
                0,
                offset,
                CuratorHarness.START.plusMillis(offset).toEpochMilli(),
                TimestampType.CREATE_TIME,
                4,
                value.length,
                "docs",
                value,
                new RecordHeaders(),
                Optional.empty());
    }

    /** New texts, repeated ones, changed ones, short ones and poison. */
    private static List<byte[]> texts(int count, long seed) {
        Random random = new Random(seed);
        List<String> published = new ArrayList<>();
        List<byte[]> values = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            String text = published.isEmpty() ? sentences(random) : published.get(random.nextInt(published.size()));
            switch (random.nextInt(8)) {
                case 0 -> values.add(new byte[] {(byte) 0xFF, (byte) number});
                case 1 -> values.add("short".getBytes(StandardCharsets.UTF_8));
                case 2 -> values.add(text.getBytes(StandardCharsets.UTF_8));
                case 3 ->
                    values.add(text.replaceFirst("reader", "writer " + number).getBytes(StandardCharsets.UTF_8));
                case 4 -> values.add(new byte[0]);
                default -> {
                    published.add(sentences(random));
                    values.add(published.get(published.size() - 1).getBytes(StandardCharsets.UTF_8));
                }
            }
        }
        return values;
    }

    private static String sentences(Random random) {
        StringBuilder text = new StringBuilder("It is so that");
        for (int word = 0; word < 60; word++) {
            text.append(' ').append(WORDS[random.nextInt(WORDS.length)]);
        }
        return text.append('.').toString();
    }

    /** The bundled rules without those on repetition, which random sentences break. */
    private static RuleSet rules(String name, String added) throws IOException {
        try (InputStream bundled = RuleSet.class.getResourceAsStream("/rules/" + name + ".yaml")) {
            String text = new String(Objects.requireNonNull(bundled).readAllBytes(), StandardCharsets.UTF_8)
                    .replace("groups: [gopher_repetition, gopher_quality]", "groups: [gopher_quality]");
            return RuleSet.parse((text + added).getBytes(StandardCharsets.UTF_8), name);
        }
    }
}
