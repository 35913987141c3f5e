package io.perennial.encoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.perennial.encoders.tokens.BytePairTokenizer;
import io.perennial.encoders.tokens.BytePairTraining;
import io.perennial.encoders.tokens.Digits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the default of {@code vocabulary.tokens.per.byte} tells apart, on the lines of ten systems. */
class LogVocabularyTest {
    private static final List<String> SYSTEMS = List.of(
            "HDFS", "Apache", "BGL", "HealthApp", "Linux", "OpenSSH", "Proxifier", "Spark", "Windows", "Zookeeper");
    private static final ModelConfiguration MODEL = ModelConfiguration.named("log-encoder", Map.of());
    private static final double BOUND = MODEL.real(Setting.VOCABULARY_CUT);

    @BeforeAll
    static void findData() {
        assumeTrue(PublicData.isPresent(), () -> "no data in " + PublicData.FOLDER.toAbsolutePath());
    }

    @Test
    void systemsThatWereInTheFirstWindowAreCutWell() {
        // given
        List<String> all = new ArrayList<>();
        SYSTEMS.forEach(system -> all.addAll(PublicData.logLines(system)));

        // when
        BytePairTokenizer tokenizer = BytePairTraining.train(all, Digits.SHAPE, MODEL.integer(Setting.VOCABULARY));

        // then
        assertThat(SYSTEMS)
                .allSatisfy(system -> assertThat(tokensPerByte(tokenizer, PublicData.logLines(system)))
                        .isLessThan(BOUND));
    }

    @Test
    void systemsThatWereNotAreCutBadlyUntilSomeTokensAreAppended() {
        // given
        BytePairTokenizer tokenizer = BytePairTraining.train(
                PublicData.logLines(SYSTEMS.get(0)), Digits.SHAPE, MODEL.integer(Setting.VOCABULARY));

        for (String system : SYSTEMS.subList(1, SYSTEMS.size())) {
            List<String> lines = PublicData.logLines(system);
            assertThat(tokensPerByte(tokenizer, lines)).as(system).isGreaterThan(BOUND);

            // when
            BytePairTokenizer grown = BytePairTraining.grown(tokenizer, lines, BOUND, 16_000);

            // then
            assertThat(tokensPerByte(grown, lines)).as(system).isLessThanOrEqualTo(BOUND);
            assertThat(grown.vocabulary() - tokenizer.vocabulary()).as(system).isBetween(1, 300);
        }
    }

    private static double tokensPerByte(BytePairTokenizer tokenizer, List<String> lines) {
        double tokens = 0;
        double bytes = 0;
        for (String line : lines) {
            tokens += tokenizer.encode(line).length;
            bytes += line.getBytes(StandardCharsets.UTF_8).length;
        }
        return tokens / bytes;
    }
}
