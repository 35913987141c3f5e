package io.perennial.curator.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.curator.measures.Measures;
import io.perennial.curator.privacy.PersonalDataPolicy;
import io.perennial.curator.privacy.Treatment;
import io.perennial.runtime.ExitCode;
import io.perennial.runtime.ServiceException;
import io.perennial.schemas.blobs.Sha256;
import io.perennial.schemas.records.Modality;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuleSetTest {
    private static final String LOGS = """
            modality: LOGS
            rules:
              - {id: too_many_bytes, score: bytes, max: 1000}
              - {id: short, score: characters, min: 3}
              - {id: dull, score: entropy, min: 2, when: {score: characters, atLeast: 10}}
            decontamination: {ngram: 0}
            deduplication: {horizonMillis: 0}
            drift: {descriptors: [length], delta: 0.01, request: TRAIN_NOW}
            """;

    @Test
    void theDigestIsThatOfTheFile() throws IOException {
        // given
        Path file = Path.of("src/main/resources/rules/text.yaml");

        // when
        RuleSet rules = RuleSet.bundled(Modality.TEXT);

        // then
        assertThat(rules.sha256()).isEqualTo(Sha256.of(file));
    }

    @ParameterizedTest
    @CsvSource({"2, 5, short", "3, 5, ", "9, 0, ", "10, 0, dull", "10, 2, ", "2, 0, short", "NaN, 5, short"})
    void theFirstBrokenRuleThatAppliesDecides(double characters, double entropy, String expected) {
        // given
        Measures measures = new Measures();
        measures.put("characters", characters);
        measures.put("entropy", entropy);

        // when
        Ruling ruling = parse(LOGS).judge(measures);

        // then
        assertThat(ruling == null ? null : ruling.rule()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "score: entropy | score: entropie | unknown measure 'entropie'",
                "max: 1000 | max: 100000000 | a rule with max of at most 2097152 on 'bytes' is required",
                "min: 3} | min: 3, max: 4} | rule 'short' needs either min or max",
                "delta: 0.01 | delta: 1.5 | drift.delta must lie between 0 and 1",
                "request: TRAIN_NOW | `request: TRAIN_NOW, alarms: {perDay: 0, samples: 256, minutes: 1, descriptors: [length]}`"
                        + " | drift.alarms.perDay must be a number above 0",
                "request: TRAIN_NOW | `request: TRAIN_NOW, alarms: {perDay: 1, samples: 8, minutes: 0, descriptors: [new_template]}`"
                        + " | 'new_template' needs templates",
                "request: TRAIN_NOW | `request: TRAIN_NOW, alarms: {perDay: 1, samples: 8, minutes: 0, descriptors: [template_mix]}`"
                        + " | 'template_mix' needs templates",
                "request: TRAIN_NOW | `request: TRAIN_NOW, alarms: {perDay: 1, samples: 8, minutes: 0, descriptors: [language_mix]}`"
                        + " | 'language_mix' needs languages",
                "request: TRAIN_NOW | `request: TRAIN_NOW, alarms: {perDay: 1, samples: 8, minutes: 0, descriptors: [size_shape]}`"
                        + " | unknown measure 'size'",
                "[length], delta | [length_shape], delta | 'length_shape' can be watched by blocks only",
                "delta: 0.01 | `delta: 0.01, detectors: {length: hddm-a}` | hddm-a takes nothing but 0 and 1, as [new_template, "
                        + "rejected, repeated] have, not 'length'; choose adwin, page-hinkley or kswin",
                "delta: 0.01 | `delta: 0.01, detectors: {entropy: kswin}` | drift.detectors names 'entropy', which is not among",
                "delta: 0.01 | `delta: 0.01, detectors: {length: cusum}` | not one of the values accepted",
                "delta: 0.01 | `delta: 0.01, detectors: {length: }` | drift.detectors does not say what watches a descriptor: {length=null}",
                "request: TRAIN_NOW | `request: TRAIN_NOW, grading: {ignoreBelow: 1, quarantineFrom: 3, quarantineShare: 0.2, "
                        + "trainFrom: 0.5, holdFrom: 2}` | ignoreBelow <= trainFrom",
                "min: 3} | min: 3, min: 4} | Duplicate field 'min'",
                "id: short, | `` | a rule has no id",
                "score: characters, min | min | rule 'short' names no score",
                "when: {score: characters, | when: { | 'when' names no score",
                "- {id: short | `-\n  - {id: short` | Invalid `null` value encountered for property \"rules\"",
                "deduplication: | `groups: [~]\ndeduplication:` | Invalid `null` value encountered for property \"groups\"",
                "request: TRAIN_NOW | `request: TRAIN_NOW, alarms: {perDay: 1, samples: 8, minutes: 0}`"
                        + " | 'drift.alarms.descriptors' is missing",
                "modality: LOGS | modality: SOUND | not one of the values accepted",
                "deduplication: | dedupe: | Unrecognized field \"dedupe\"",
                "drift: {descriptors: [length], delta: 0.01, request: TRAIN_NOW} | `` | 'drift' is missing",
                "deduplication: | `personalData: {regions: [US]}\ndeduplication:` | 'personalData.types' is missing",
                "deduplication: | `personalData: {types: {EMAIL: HIDE}}\ndeduplication:` | not one of the values accepted",
                "deduplication: | `personalData: {types: {E_MAIL: MASK}}\ndeduplication:` | not one of the values accepted",
                "deduplication: | `personalData: {types: {PHONE: MASK}, regions: [UK]}\ndeduplication:` | 'UK' is no region",
                "deduplication: | `personalData: {types: {EMAIL: }}\ndeduplication:` | does not say what becomes of EMAIL",
                "deduplication: | `personalData: {types: {}, sources: {shop: }}\ndeduplication:` | sources.shop' says nothing",
                "deduplication: | `personalData: {types: {}, dropAbove: -1}\ndeduplication:` | dropAbove must be 0 or more, was -1",
                "deduplication: | `personalData: {types: {}, threshold: 1.5}\ndeduplication:` | threshold must lie between 0 and 1",
                "deduplication: | `masking: {emails: true, publicAddresses: true}\npersonalData: {types: {}}\ndeduplication:` "
                        + "| 'masking' and 'personalData' say the same",
                "deduplication: | `templates: {masks: []}\ndeduplication:` | 'templates.tree' is missing",
                "deduplication: | `templates: {tree: {depth: 2, similarity: 0.4, maxChildren: 9, maxTemplates: 9}, masks: []}"
                        + "\ndeduplication:` | depth must be from 3 to 16, was 2",
                "deduplication: | `templates: {tree: {depth: 4, similarity: 0.4, maxChildren: 9, maxTemplates: 9}, "
                        + "masks: [{mask: <X>, pattern: 'a('}]}\ndeduplication:` | pattern 'a(', character 3: ')' is missing",
                "deduplication: | `templates: {tree: {depth: 4, similarity: 0.4, maxChildren: 9, maxTemplates: 9}, "
                        + "masks: [], sampling: {burst: 0, perHour: 1}}\ndeduplication:` | a burst of at least 1",
            })
    void aWrongFileIsAUsageErrorThatNamesFileAndFault(String right, String wrong, String message) {
        // given
        String yaml = LOGS.replace(right, wrong);

        // when / then
        assertThatThrownBy(() -> parse(yaml))
                .isInstanceOf(ServiceException.class)
                .hasMessageStartingWith("rules my.yaml: ")
                .hasMessageContaining(message)
                .extracting(e -> ((ServiceException) e).exitCode())
                .isEqualTo(ExitCode.USAGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"---\n", "null"})
    void aFileThatSaysNothingIsAUsageError(String yaml) {
        assertThatThrownBy(() -> parse(yaml))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("'modality' is missing");
    }

    @Test
    void aSecondDocumentInAFileIsNotSkipped() {
        assertThatThrownBy(() -> parse(LOGS + "---\nmodality: TEXT\n"))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("Trailing token");
    }

    @ParameterizedTest
    @CsvSource({
        "4, nearDuplicates are for modalities TEXT and IMAGES only",
        "0, 'nearDuplicates.partitions must lie between 1 and 1000, was 0'"
    })
    void nearDuplicatesNeedTextsOrPicturesAndPartitions(int partitions, String message) {
        // given
        String yaml = LOGS + "nearDuplicates: {partitions: " + partitions + "}\n";

        // when / then
        assertThatThrownBy(() -> parse(yaml))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({"'', ", "'groups: [web]', thin", "'groups: [strict]', ", "'groups: [strict, web]', thin"})
    void aGroupOfRulesIsTriedWhereTheLineOfGroupsNamesIt(String groups, String expected) {
        // given
        String yaml = LOGS.replace("decontamination:", """
                  - {id: thin, group: web, score: entropy, min: 4}
                  - {id: thick, group: strict, score: entropy, max: 4}
                decontamination:""") + groups;
        Measures measures = new Measures();
        measures.put("characters", 9);
        measures.put("entropy", 3);

        // when
        RuleSet rules = parse(yaml);
        Ruling ruling = rules.judge(measures);

        // then
        assertThat(ruling == null ? null : ruling.rule()).isEqualTo(expected);
        assertThat(rules.threshold("entropy", "")).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"en, 10, ", "en, 11, thick", "de, 11, ", "de, 13, thick", "'', 11, thick"})
    void aLanguageMayHaveABoundOfItsOwn(String language, double words, String expected) throws IOException {
        // given
        String yaml = Files.readString(Path.of("src/main/resources/rules/text.yaml"))
                .replace("rules:\n", "rules:\n  - {id: thick, score: longest_word, max: 10, byLanguage: {de: 12}}\n");
        Measures measures = new Measures();
        measures.put("longest_word", words);

        // when
        RuleSet rules = parse(yaml);
        Ruling ruling = rules.judge(measures, language);

        // then
        assertThat(ruling == null ? null : ruling.rule()).isEqualTo(expected);
        assertThat(rules.threshold("longest_word", language)).isEqualTo(language.equals("de") ? 12 : 10);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "languages: [en] | languages: [en, xx] | unknown language 'xx'",
                "min: 40} | min: 40, byLanguage: {deu: 30}} | unknown language 'deu'",
                "groups: [gopher_repetition | groups: [gopher, gopher_repetition | unknown group 'gopher'; the rules of the file are in [c4,",
                "max: 1048576} | max: 1048576, byLanguage: {de: 9999999}} | a rule with max of at most 2097152 on 'bytes' is required",
                "bytes, max: | bytes, group: c4, max: | a rule with max of at most 2097152 on 'bytes' is required",
            })
    void aWrongLanguageOrGroupIsNamed(String right, String wrong, String message) throws IOException {
        // given
        String yaml =
                Files.readString(Path.of("src/main/resources/rules/text.yaml")).replace(right, wrong);

        // when / then
        assertThatThrownBy(() -> parse(yaml))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining(message);
    }

    @Test
    void ofTheRulesForTextsOnlyGophersAreTriedUnlessTheFileSaysSo() {
        // when
        RuleSet rules = RuleSet.bundled(Modality.TEXT);

        // then
        assertThat(rules.groups()).containsExactlyInAnyOrder("gopher_repetition", "gopher_quality");
    }

    @Test
    void similarityToGoldSetsNeedsTextsAndASensibleBound() {
        // given
        String yaml = LOGS.replace("{ngram: 0}", "{ngram: 0, similarity: 0.5}");

        // when / then
        assertThatThrownBy(() -> parse(yaml))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("decontamination.similarity is for modality TEXT only")
                .hasMessageContaining("decontamination.similarity must lie between 0.6 and 1, was 0.5");
    }

    @Test
    void bitsOfGoldPicturesNeedPicturesAndABoundThatTheIndexKeeps() {
        // given
        String yaml = LOGS.replace("{ngram: 0}", "{ngram: 0, pictureBits: 32}");

        // when / then
        assertThatThrownBy(() -> parse(yaml))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("decontamination.pictureBits is for modality IMAGES only")
                .hasMessageContaining("decontamination.pictureBits must lie between 0 and 31, was 32");
    }

    @Test
    void aListOfBadWordsHasTheDigestThatTheRuleFileSaysAndAnAcceptedLanguage(@TempDir Path directory)
            throws IOException {
        // given
        Path list = Files.writeString(directory.resolve("words.txt"), "grobble\n");
        String named = LOGS + "badWords: {en: {file: " + list + ", sha256: ";

        // when / then
        assertThatThrownBy(() -> parse(named + Sha256.of(list) + "}}"))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("badWords.en: texts in that language are not accepted");
        assertThatThrownBy(() -> parse(named + "abcd}}"))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("words.txt has SHA-256 " + Sha256.of(list) + ", the rule file says abcd");
        assertThatThrownBy(() -> parse(LOGS + "badWords: {en: {file: nowhere.txt, sha256: abcd}}"))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("badWords.en: nowhere.txt cannot be read");
        assertThatThrownBy(() -> parse(LOGS + "badWords: {en: {file: nowhere.txt}}"))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("badWords need 'file' and 'sha256'");
    }

    @Test
    void nearDuplicatesAreNotLookedForUnlessTheFileSaysSo() {
        // when
        RuleSet rules = RuleSet.bundled(Modality.TEXT);

        // then
        assertThat(rules.nearDuplicates()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"true, true, EMAIL IP", "true, false, EMAIL", "false, true, IP", "false, false, ''"})
    void theOlderKeyMasksAddresses(boolean emails, boolean publicAddresses, String types) {
        // when
        RuleSet rules = parse(LOGS + "masking: {emails: " + emails + ", publicAddresses: " + publicAddresses + "}\n");

        // then
        assertThat(rules.personalData().types().entrySet())
                .allMatch(entry -> entry.getValue() == Treatment.MASK)
                .extracting(entry -> entry.getKey().name())
                .isEqualTo(types.isEmpty() ? List.of() : List.of(types.split(" ")));
    }

    @Test
    void personalDataIsKeptUnlessTheFileSaysOtherwise() {
        assertThat(parse(LOGS).personalData()).isEqualTo(PersonalDataPolicy.NONE);
    }

    @Test
    void templatesAreForLogsOnly() throws IOException {
        // given
        String text = Files.readString(Path.of("src/main/resources/rules/text.yaml"));
        String tree = "{depth: 4, similarity: 0.4, maxChildren: 9, maxTemplates: 9}";

        // when / then
        assertThatThrownBy(() -> parse(text + "templates: {masks: [], tree: " + tree + "}\n"))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("templates are for modality LOGS only");
    }

    @Test
    void aFileForAnotherModalityIsRefused(@TempDir Path directory) throws IOException {
        // given
        Path file = Files.writeString(directory.resolve("logs.yaml"), LOGS);

        // when / then
        assertThatThrownBy(() -> RuleSet.file(file, Modality.TEXT))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("modality is LOGS, expected TEXT");
    }

    private static RuleSet parse(String yaml) {
        return RuleSet.parse(yaml.getBytes(StandardCharsets.UTF_8), "my.yaml");
    }
}
