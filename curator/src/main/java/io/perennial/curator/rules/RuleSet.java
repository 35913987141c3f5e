package io.perennial.curator.rules;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.perennial.curator.drift.blocks.BlockSize;
import io.perennial.curator.drift.blocks.Mixes;
import io.perennial.curator.drift.blocks.Rates;
import io.perennial.curator.drift.detectors.SampleDetector;
import io.perennial.curator.measures.BadWords;
import io.perennial.curator.measures.Measures;
import io.perennial.curator.privacy.PersonalDataPolicy;
import io.perennial.curator.privacy.PersonalDataType;
import io.perennial.curator.privacy.TokenKey;
import io.perennial.runtime.ServiceException;
import io.perennial.schemas.blobs.Sha256;
import io.perennial.schemas.records.DriftRequest;
import io.perennial.schemas.records.Modality;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Everything that decides about the samples of one modality, as data. The digest of the file is the {@code configHash} of each
 * verdict, so {@code sha256sum rules/text.yaml} tells which file judged.
 *
 * @param rules in the order in which they are tried; the first broken one is the verdict
 * @param groups named groups of rules that are tried; rules without a group always are
 * @param languages ISO 639-1 codes of the accepted languages; empty: language is not looked at
 * @param badWords lists of words by the language that they are for, as an ISO 639-1 code
 * @param personalData what becomes of personal data
 * @param decontamination how samples are compared with gold sets
 * @param deduplication how far back duplicates are looked for
 * @param nearDuplicates how near-duplicates are looked for; null: they are not
 * @param drift what the drift detectors watch
 * @param templates how log records are grouped; null: they are not
 * @param sha256 digest of the file
 */
public record RuleSet(
        Modality modality,
        List<Rule> rules,
        Set<String> groups,
        List<String> languages,
        Map<String, BadWords> badWords,
        PersonalDataPolicy personalData,
        Decontamination decontamination,
        Deduplication deduplication,
        @Nullable NearDuplicates nearDuplicates,
        Drift drift,
        @Nullable TemplateRules templates,
        String sha256) {

    /** The older and shorter way to say which personal data is masked. */
    private record Masking(boolean emails, boolean publicAddresses) {
        PersonalDataPolicy toPolicy() {
            if (emails && publicAddresses) {
                return PersonalDataPolicy.masking(PersonalDataType.EMAIL, PersonalDataType.IP);
            }
            if (emails) {
                return PersonalDataPolicy.masking(PersonalDataType.EMAIL);
            }
            return publicAddresses ? PersonalDataPolicy.masking(PersonalDataType.IP) : PersonalDataPolicy.NONE;
        }
    }

    /**
     * @param ngram number of words of an n-gram that must not be shared with a gold set; 0: only whole contents are compared
     * @param similarity estimated Jaccard similarity to a text of a gold set that must not be reached; null: it is not looked at
     * @param pictureBits a picture whose PDQ hash differs from that of a picture of a gold set in at most so many bits is held to be a copy
     *     of it; null: hashes are not compared
     */
    public record Decontamination(
            int ngram,
            @Nullable Double similarity,
            @Nullable Integer pictureBits) {}

    /**
     * @param horizonMillis a content admitted longer ago, in stream time, is not a duplicate any more; 0: without limit
     */
    public record Deduplication(long horizonMillis) {}

    /**
     * Near-duplicates, within the horizon of {@link Deduplication}, are two texts of which one of 14 bands of 8 MinHash values is equal,
     * or two pictures whose PDQ hashes differ in at most 31 of 256 bits.
     *
     * @param partitions of the index and of what is under way; the verdicts do not depend on it
     */
    public record NearDuplicates(int partitions) {}

    /**
     * @param descriptors measures, and rates of {@link Rates}, that are watched for each source, sample by sample
     * @param detectors what watches them; ADWIN those that are not named
     * @param delta confidence of ADWIN: smaller means fewer alarms
     * @param request what a signal asks for; with a grading, at most
     * @param alarms what is watched by blocks, under a budget
     * @param grading what a signal asks for by its effect; null: always the same
     */
    public record Drift(
            List<String> descriptors,
            Map<String, SampleDetector> detectors,
            double delta,
            DriftRequest request,
            Alarms alarms,
            @Nullable Grading grading) {

        @JsonCreator
        static Drift of(
                @JsonProperty("descriptors") @Nullable List<String> descriptors,
                @JsonProperty("detectors") @Nullable Map<String, SampleDetector> detectors,
                @JsonProperty("delta") double delta,
                @JsonProperty("request") @Nullable DriftRequest request,
                @JsonProperty("alarms") @Nullable Alarms alarms,
                @JsonProperty("grading") @Nullable Grading grading) {
            List<String> single = List.copyOf(required(descriptors, "drift.descriptors"));
            if (detectors != null && detectors.values().stream().anyMatch(Objects::isNull)) {
                throw new IllegalArgumentException(
                        "drift.detectors does not say what watches a descriptor: " + detectors);
            }
            return new Drift(
                    single,
                    detectors == null ? Map.of() : Map.copyOf(detectors),
                    delta,
                    required(request, "drift.request"),
                    alarms == null ? Alarms.usual(single) : alarms,
                    grading);
        }

        /** Names of all that is watched, in whatever way. */
        public Set<String> watched() {
            Set<String> names = new TreeSet<>(descriptors);
            names.addAll(alarms.descriptors());
            return names;
        }

        /** Measures that are needed for that. */
        public Set<String> measures() {
            Set<String> measures = new TreeSet<>();
            for (String name : watched()) {
                measures.add(Objects.requireNonNullElse(Mixes.measure(name), name));
            }
            measures.removeAll(Rates.names());
            measures.removeAll(Mixes.names());
            return measures;
        }

        /** What watches a descriptor, sample by sample. */
        public SampleDetector detector(String descriptor) {
            return detectors.getOrDefault(descriptor, SampleDetector.ADWIN);
        }
    }

    /**
     * @param perDay false alarms a day that are accepted over all sources and descriptors of the modality
     * @param samples that a block has at least
     * @param minutes that a block lasts at least, in event time
     * @param descriptors measures, rates of {@link Rates} and distances of {@link Mixes}
     */
    public record Alarms(double perDay, int samples, int minutes, List<String> descriptors) {
        public Alarms {
            descriptors = List.copyOf(required(descriptors, "drift.alarms.descriptors"));
        }

        static Alarms usual(List<String> descriptors) {
            return new Alarms(1, 256, 1, descriptors);
        }

        /** When a block is full. */
        public BlockSize block() {
            return new BlockSize(samples, minutes);
        }
    }

    /** The file as it is written. */
    private record Document(
            @Nullable Modality modality,
            @Nullable List<Rule> rules,
            @Nullable List<String> groups,
            @Nullable List<String> languages,
            @Nullable Map<String, BadWordsFile> badWords,
            @Nullable Masking masking,
            @Nullable PersonalDataPolicy personalData,
            @Nullable Decontamination decontamination,
            @Nullable Deduplication deduplication,
            @Nullable NearDuplicates nearDuplicates,
            @Nullable Drift drift,
            @Nullable TemplateRules templates) {

        RuleSet toRuleSet(String sha256) {
            return new RuleSet(
                    required(modality, "modality"),
                    List.copyOf(required(rules, "rules")),
                    groups == null ? Set.of() : Set.copyOf(groups),
                    languages == null ? List.of() : List.copyOf(languages),
                    lists(badWords == null ? Map.of() : badWords),
                    policy(),
                    required(decontamination, "decontamination"),
                    required(deduplication, "deduplication"),
                    nearDuplicates,
                    required(drift, "drift"),
                    templates,
                    sha256);
        }

        private static Map<String, BadWords> lists(Map<String, BadWordsFile> files) {
            Map<String, BadWords> lists = new TreeMap<>();
            files.forEach((language, file) ->
                    lists.put(language, required(file, "badWords." + language).read(language)));
            return Collections.unmodifiableMap(lists);
        }

        private PersonalDataPolicy policy() {
            if (masking != null && personalData != null) {
                throw new IllegalArgumentException("'masking' and 'personalData' say the same; keep 'personalData'");
            }
            if (masking != null) {
                return masking.toPolicy();
            }
            return personalData == null ? PersonalDataPolicy.NONE : personalData;
        }
    }

    private static <T> T required(@Nullable T value, String key) {
        if (value == null) {
            throw new IllegalArgumentException("'" + key + "' is missing");
        }
        return value;
    }

    private static final ObjectReader YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .withConfigOverride(List.class, lists -> lists.setSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL)))
            .build()
            .readerFor(Document.class);

    /** Rules on the class path of the curator. */
    public static RuleSet bundled(Modality modality) {
        String resource = "/rules/" + modality.name().toLowerCase(Locale.ROOT) + ".yaml";
        try (InputStream stream = RuleSet.class.getResourceAsStream(resource)) {
            return parse(Objects.requireNonNull(stream, resource).readAllBytes(), resource);
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }

    /** Rules in a file, which must be for the given modality. */
    public static RuleSet file(Path file, Modality modality) {
        RuleSet rules = file(file);
        if (rules.modality != modality) {
            throw ServiceException.usage("rules " + file + ": modality is " + rules.modality + ", expected " + modality
                    + "; name the right file for each modality");
        }
        return rules;
    }

    /** Rules in a file, for whatever modality it says. */
    public static RuleSet file(Path file) {
        try {
            return parse(Files.readAllBytes(file), file.toString());
        } catch (IOException e) {
            throw ServiceException.usage("rules file " + file + " cannot be read: " + e.getMessage()
                    + "; correct the path in the configuration");
        }
    }

    /**
     * @param where name of the file for messages
     * @throws ServiceException naming the file and what is wrong in it
     */
    public static RuleSet parse(byte[] yaml, String where) {
        try {
            RuleSet rules = required(YAML.<Document>readValue(yaml), "modality").toRuleSet(Sha256.of(yaml));
            RuleSetCheck.problems(rules).ifPresent(problem -> {
                throw ServiceException.usage("rules " + where + ": " + problem);
            });
            return rules;
        } catch (JsonProcessingException e) {
            throw ServiceException.usage("rules " + where + ": "
                    + String.valueOf(e.getOriginalMessage()).replace('\n', ' ')
                    + (e.getLocation() == null
                            ? ""
                            : " (line " + e.getLocation().getLineNr() + ")")
                    + "; compare it with rules/*.yaml of the curator");
        } catch (IllegalArgumentException e) {
            throw ServiceException.usage(
                    "rules " + where + ": " + e.getMessage() + "; compare it with rules/*.yaml of the curator");
        } catch (IOException e) {
            throw new UncheckedIOException(where, e);
        }
    }

    /** The same rules with the secret that personal data becomes tokens with; it is no part of the file nor of its digest. */
    public RuleSet withTokenKey(TokenKey key) {
        return new RuleSet(
                modality,
                rules,
                groups,
                languages,
                badWords,
                personalData.withKey(key),
                decontamination,
                deduplication,
                nearDuplicates,
                drift,
                templates,
                sha256);
    }

    /** True if pictures are compared by their hashes, with each other or with gold sets. */
    public boolean comparesPictureHashes() {
        return nearDuplicates != null || decontamination.pictureBits() != null;
    }

    /** As {@link #judge(Measures, String)}, with the bounds that hold for all languages. */
    public @Nullable Ruling judge(Measures measures) {
        return judge(measures, "");
    }

    /**
     * The first rule that the measures taken so far break, or null.
     *
     * @param language ISO 639-1 code of the language whose bounds hold
     */
    public @Nullable Ruling judge(Measures measures, String language) {
        for (Rule rule : rules) {
            if (rule.isIn(groups) && rule.isBrokenBy(measures, language)) {
                double value = Objects.requireNonNull(measures.find(rule.score()));
                double threshold = rule.threshold(language);
                String bound = rule.min() == null ? " is above the allowed " : " is below the required ";
                return new Ruling(rule.id(), value, threshold, rule.score() + " " + value + bound + threshold);
            }
        }
        return null;
    }

    /**
     * Bound of the first rule on a measure; null if no rule looks at it.
     *
     * @param language ISO 639-1 code of the language whose bounds hold
     */
    public @Nullable Double threshold(String measure, String language) {
        for (Rule rule : rules) {
            if (rule.isIn(groups) && rule.score().equals(measure)) {
                return rule.threshold(language);
            }
        }
        return null;
    }

    Set<String> measuresNamed() {
        Set<String> named = new TreeSet<>(drift.measures());
        for (Rule rule : rules) {
            named.add(rule.score());
            if (rule.when() != null) {
                named.add(rule.when().score());
            }
        }
        return named;
    }
}
