package io.perennial.curator.privacy;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of personal data in the samples of one modality.
 *
 * @param threshold findings with a lower score do not count; from 0 to 1
 * @param regions countries, as two-letter codes, whose telephone numbers are known without a country code
 * @param types what becomes of each type; one that is not named is kept
 * @param sources what is different for a source
 * @param dropAbove a sample with more findings is rejected; null: it is not
 * @param salt goes into each token, so that another one gives other tokens under the same key
 * @param key makes the tokens; not part of the rule file, null unless some type is {@link Treatment#HASH}
 */
public record PersonalDataPolicy(
        double threshold,
        List<String> regions,
        Map<PersonalDataType, Treatment> types,
        Map<String, Map<PersonalDataType, Treatment>> sources,
        @Nullable Integer dropAbove,
        String salt,
        @Nullable TokenKey key) {
    public static final double DEFAULT_THRESHOLD = 0.5;

    /** Nothing is looked for. */
    public static final PersonalDataPolicy NONE = masking();

    /** @throws IllegalArgumentException if a value is out of bounds */
    public PersonalDataPolicy {
        if (!(threshold >= 0 && threshold <= 1)) {
            throw new IllegalArgumentException("personalData.threshold must lie between 0 and 1, was " + threshold);
        }
        if (dropAbove != null && dropAbove < 0) {
            throw new IllegalArgumentException("personalData.dropAbove must be 0 or more, was " + dropAbove);
        }
        regions = List.copyOf(regions);
        types = copy(types);
        Map<String, Map<PersonalDataType, Treatment>> copies = new HashMap<>();
        sources.forEach((source, differences) -> copies.put(
                source,
                copy(Objects.requireNonNull(differences, "'personalData.sources." + source + "' says nothing"))));
        sources = Map.copyOf(copies);
        Recognisers.of(PersonalDataType.PHONE, regions);
    }

    /** These types are masked, whatever the source. */
    public static PersonalDataPolicy masking(PersonalDataType... types) {
        Map<PersonalDataType, Treatment> masked = new EnumMap<>(PersonalDataType.class);
        for (PersonalDataType type : types) {
            masked.put(type, Treatment.MASK);
        }
        return new PersonalDataPolicy(DEFAULT_THRESHOLD, List.of(), masked, Map.of(), null, "", null);
    }

    @JsonCreator
    static PersonalDataPolicy read(
            @JsonProperty("threshold") @Nullable Double threshold,
            @JsonProperty("regions") @Nullable List<String> regions,
            @JsonProperty("types") @Nullable Map<PersonalDataType, Treatment> types,
            @JsonProperty("sources") @Nullable Map<String, Map<PersonalDataType, Treatment>> sources,
            @JsonProperty("dropAbove") @Nullable Integer dropAbove,
            @JsonProperty("salt") @Nullable String salt) {
        if (types == null) {
            throw new IllegalArgumentException("'personalData.types' is missing");
        }
        return new PersonalDataPolicy(
                threshold == null ? DEFAULT_THRESHOLD : threshold,
                regions == null ? List.of() : regions,
                types,
                sources == null ? Map.of() : sources,
                dropAbove,
                salt == null ? "" : salt,
                null);
    }

    /** True if tokens are made, so that a key is needed. */
    public boolean needsKey() {
        return types.containsValue(Treatment.HASH)
                || sources.values().stream().anyMatch(source -> source.containsValue(Treatment.HASH));
    }

    public PersonalDataPolicy withKey(TokenKey secret) {
        return new PersonalDataPolicy(threshold, regions, types, sources, dropAbove, salt, secret);
    }

    /** What becomes of each type in the samples of a source. */
    Map<PersonalDataType, Treatment> of(String source) {
        Map<PersonalDataType, Treatment> all = new EnumMap<>(PersonalDataType.class);
        all.putAll(types);
        all.putAll(sources.getOrDefault(source, Map.of()));
        return all;
    }

    private static Map<PersonalDataType, Treatment> copy(Map<PersonalDataType, Treatment> treatments) {
        Map<PersonalDataType, Treatment> copy = new EnumMap<>(PersonalDataType.class);
        treatments.forEach((type, treatment) ->
                copy.put(type, Objects.requireNonNull(treatment, "personalData does not say what becomes of " + type)));
        return Collections.unmodifiableMap(copy);
    }
}
