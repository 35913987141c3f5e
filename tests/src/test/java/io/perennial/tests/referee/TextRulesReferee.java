package io.perennial.tests.referee;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.curator.measures.BadWords;
import io.perennial.curator.measures.Measures;
import io.perennial.curator.measures.ProseMeasures;
import io.perennial.curator.measures.TextMeasures;
import io.perennial.curator.rules.RuleSet;
import io.perennial.curator.rules.Ruling;
import io.perennial.tests.data.SharedData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The text rules against datatrove 0.10.0, both with words split at white space and sentences found by datatrove's own pattern. Each
 * filter judges each document as it came, also behind C4, which cuts lines out of its document there and does not here. Verdict and
 * reason are the same for all documents but those that the last two tests list.
 */
class TextRulesReferee {
    private static final Path ROOT = Path.of(System.getProperty("perennial.root", ".."));
    private static final int DOCUMENTS = 10_000;
    private static final long SEED = 20_261_121;
    /** Filters of datatrove, and groups of our rules. */
    private static final List<String> FILTERS =
            List.of("gopher_repetition", "gopher_quality", "c4", "c4_terminated", "c4_paragraphs", "fineweb");
    /** The order in which FineWeb was made. */
    private static final List<String> CHAIN = List.of("gopher_repetition", "gopher_quality", "c4", "fineweb");

    private static final List<String> REASONS = List.of(
            "dup_para_frac",
            "dup_para_char_frac",
            "dup_line_frac",
            "dup_line_char_frac",
            "top_2_gram",
            "top_3_gram",
            "top_4_gram",
            "duplicated_5_n_grams",
            "duplicated_6_n_grams",
            "duplicated_7_n_grams",
            "duplicated_8_n_grams",
            "duplicated_9_n_grams",
            "duplicated_10_n_grams",
            "gopher_short_doc",
            "gopher_long_doc",
            "gopher_below_avg_threshold",
            "gopher_above_avg_threshold",
            "gopher_too_many_hashes",
            "gopher_too_many_ellipsis",
            "gopher_too_many_bullets",
            "gopher_too_many_end_ellipsis",
            "gopher_below_alpha_threshold",
            "gopher_enough_stop_words",
            "lorem_ipsum",
            "curly_bracket",
            "too_few_sentences",
            "< 3 paragraphs",
            "empty",
            "line_punct_ratio",
            "short_line_ratio",
            "char_dup_ratio",
            "list_ratio");

    /** Terminals of datatrove that have not Unicode's property Sentence_Terminal. */
    private static final List<Integer> TERMINALS_OF_DATATROVE = List.of(0x17D6, 0x17D9, 0x17DA);
    /** Characters with that property that datatrove does not have. */
    private static final List<Integer> TERMINALS_OF_UNICODE = List.of(
            0x1B4E, 0x1B4F, 0x1B7F, 0x2024, 0x2CF9, 0x2CFA, 0x2CFB, 0x2E60, 0x2E61, 0xFE12, 0xFE15, 0xFE16, 0x113D4,
            0x113D5, 0x16D6E, 0x16D6F);

    private static final List<String> DOCUMENT_TEXTS = new ArrayList<>();
    /** For each document the reason of each filter by itself. */
    private static final List<List<String>> PEER_REASONS = new ArrayList<>();

    private static final List<Measures> MEASURED = new ArrayList<>();

    @TempDir
    private static Path folder = Path.of("");

    @BeforeAll
    static void judge() throws IOException, InterruptedException {
        SharedData data = SharedData.assumed();
        DOCUMENT_TEXTS.addAll(new RealTexts(data, SEED).draw(DOCUMENTS / 2));
        DOCUMENT_TEXTS.addAll(new RandomTexts(SEED).draw(DOCUMENTS / 2));
        for (String line : Peer.of("curator-rules", folder).judge(DOCUMENT_TEXTS, folder, FILTERS)) {
            PEER_REASONS.add(List.of(line.split("\t", -1)));
        }
        DOCUMENT_TEXTS.forEach(text -> MEASURED.add(measures(text)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gopher_repetition", "gopher_quality", "c4", "c4_terminated", "c4_paragraphs", "fineweb"})
    void aFilterGivesTheSameReasonForEachDocument(String filter) throws IOException {
        // given
        RuleSet rules = rules(List.of(filter));

        // when
        List<String> ours = reasons(rules);

        // then
        assertThat(differences(
                        DOCUMENT_TEXTS,
                        ours,
                        PEER_REASONS.stream()
                                .map(reasons -> reasons.get(FILTERS.indexOf(filter)))
                                .toList()))
                .isEmpty();
    }

    @Test
    void theFirstReasonOfTheWholeChainIsTheSameForEachDocument() throws IOException {
        // given
        RuleSet rules = rules(CHAIN);

        // when
        List<String> ours = reasons(rules);

        // then
        assertThat(ours).hasSize(DOCUMENTS).contains("");
        assertThat(differences(
                        DOCUMENT_TEXTS,
                        ours,
                        PEER_REASONS.stream()
                                .map(TextRulesReferee::firstOfChain)
                                .toList()))
                .isEmpty();
    }

    @Test
    void theDocumentsHitEveryReasonAndPassEveryFilter() {
        // when
        Map<String, Integer> hits = new HashMap<>();
        PEER_REASONS.forEach(reasons -> reasons.forEach(reason -> hits.merge(reason, 1, Integer::sum)));

        // then
        assertThat(REASONS)
                .allSatisfy(reason -> assertThat(hits.getOrDefault(reason, 0))
                        .as("documents rejected for '%s'", reason)
                        .isPositive());
        assertThat(hits.keySet()).as("reasons that no rule is named after").isSubsetOf(with(REASONS, ""));
        for (int filter = 0; filter < FILTERS.size(); filter++) {
            int column = filter;
            assertThat(PEER_REASONS)
                    .as("documents that pass %s", FILTERS.get(filter))
                    .anyMatch(reasons -> reasons.get(column).isEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "ja"})
    void wordsOfAListAreFoundInTheSameDocuments(String language) throws IOException, InterruptedException {
        // given
        List<String> list = Files.readAllLines(ROOT.resolve("tests/benchmarks/curator-rules/bad-words.txt"));
        List<String> texts = new RandomTexts(SEED).drawAround(list, DOCUMENTS);
        BadWords words = new BadWords(list, language);

        // when
        List<String> peer = Peer.of("curator-rules", folder).judge(texts, folder, List.of("c4_badwords_" + language));
        List<String> ours = texts.stream()
                .map(text -> words.count(text) > 0 ? "document_removed_with_badwords" : "")
                .toList();

        // then
        assertThat(peer).contains("", "document_removed_with_badwords");
        assertThat(differences(texts, ours, peer)).isEmpty();
    }

    @Test
    void noCharacterButTheListedOnesEndsASentenceOnlyHereOrOnlyThere() throws IOException, InterruptedException {
        // given
        List<Integer> characters = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (int c = 1; c < 0x20000; c++) {
            if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
                characters.add(c);
                lines.add("a line that is long enough to be no short one" + Character.toString(c));
            }
        }
        RuleSet rules = rules(List.of("fineweb"));

        // when
        List<String> peer = Peer.of("curator-rules", folder).judge(lines, folder, List.of("fineweb"));
        TreeSet<Integer> onlyHere = new TreeSet<>();
        TreeSet<Integer> onlyThere = new TreeSet<>();
        for (int i = 0; i < lines.size(); i++) {
            String ours = reason(rules, measures(lines.get(i)));
            if (ours.isEmpty() && !peer.get(i).isEmpty()) {
                onlyHere.add(characters.get(i));
            } else if (!ours.equals(peer.get(i))) {
                onlyThere.add(characters.get(i));
            }
        }

        // then
        assertThat(peer).contains("").contains("line_punct_ratio");
        assertThat(onlyThere).containsExactlyElementsOf(TERMINALS_OF_DATATROVE);
        assertThat(onlyHere).containsExactlyElementsOf(TERMINALS_OF_UNICODE);
    }

    @Test
    void theEmptyDocumentIsRejectedHereAndDividesByZeroThere() throws IOException, InterruptedException {
        // given
        RuleSet rules = rules(CHAIN);

        // when
        String ours = reason(rules, measures(""));
        Peer.Answer peer = Peer.of("curator-rules", folder).ask(List.of(""), folder, CHAIN);

        // then
        assertThat(ours).isEqualTo("gopher_short_doc");
        assertThat(peer.error()).contains("ZeroDivisionError");
    }

    private static List<String> reasons(RuleSet rules) {
        return MEASURED.stream().map(measures -> reason(rules, measures)).toList();
    }

    private static String reason(RuleSet rules, Measures measures) {
        Ruling ruling = rules.judge(measures);
        return ruling == null ? "" : ruling.rule();
    }

    private static Measures measures(String text) {
        Measures measures = new Measures();
        measures.put(TextMeasures.BYTES, 0);
        ProseMeasures.measure(text, measures);
        return measures;
    }

    private static String firstOfChain(List<String> reasons) {
        return CHAIN.stream()
                .map(filter -> reasons.get(FILTERS.indexOf(filter)))
                .filter(reason -> !reason.isEmpty())
                .findFirst()
                .orElse("");
    }

    private static List<String> differences(List<String> texts, List<String> ours, List<String> peer) {
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < ours.size(); i++) {
            if (!ours.get(i).equals(peer.get(i))) {
                String text = texts.get(i);
                differences.add("document " + i + ": ours '" + ours.get(i) + "', datatrove '" + peer.get(i) + "': "
                        + text.substring(0, Math.min(text.length(), 300)));
            }
        }
        return differences;
    }

    /** The thresholds of datatrove, with other groups in the one line that names them. */
    private static RuleSet rules(List<String> groups) throws IOException {
        Path file = ROOT.resolve("curator/src/test/resources/rules/datatrove.yaml");
        String yaml = Files.readString(file);
        String chosen = yaml.replaceFirst("(?m)^groups: .*$", "groups: [" + String.join(", ", groups) + "]");
        return RuleSet.parse(chosen.getBytes(StandardCharsets.UTF_8), file.toString());
    }

    private static List<String> with(List<String> values, String value) {
        List<String> more = new ArrayList<>(values);
        more.add(value);
        return more;
    }
}
