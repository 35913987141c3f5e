package io.perennial.curator.rules;

import io.perennial.curator.drift.blocks.Mixes;
import io.perennial.curator.drift.blocks.Rates;
import io.perennial.curator.drift.detectors.SampleDetector;
import io.perennial.curator.measures.BadWords;
import io.perennial.curator.measures.LanguageIdentifier;
import io.perennial.curator.measures.LogMeasures;
import io.perennial.curator.measures.PictureMeasures;
import io.perennial.curator.measures.ProseMeasures;
import io.perennial.curator.measures.TextMeasures;
import io.perennial.curator.minhash.SignatureIndex;
import io.perennial.curator.pdq.PdqHash;
import io.perennial.schemas.pictures.Picture;
import io.perennial.schemas.records.Modality;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What a rule file may say. All problems are found at once. */
final class RuleSetCheck {
    /** A curated text travels inline; its normal form and masks may make it longer. */
    private static final double LARGEST_TEXT_BYTES = 2 << 20;
    /** A curated picture travels inline beside its verdict in one record of 8 MiB. */
    private static final double LARGEST_PICTURE_BYTES = 7 << 20;
    /** More tasks than any group of curators works on. */
    private static final int MOST_PARTITIONS = 1000;

    private RuleSetCheck() {}

    static Optional<String> problems(RuleSet rules) {
        List<String> problems = new ArrayList<>();
        Set<String> known = measures(rules.modality());
        for (String name : rules.measuresNamed()) {
            if (!known.contains(name)) {
                problems.add("unknown measure '" + name + "'; known are " + known);
            }
        }
        checkGroups(rules, problems);
        checkLanguages(rules, problems);
        for (String language : rules.badWords().keySet()) {
            if (!rules.languages().contains(language)) {
                problems.add("badWords." + language + ": texts in that language are not accepted; add it to languages");
            }
        }
        if (rules.modality() == Modality.IMAGES) {
            requireBound(rules, TextMeasures.BYTES, LARGEST_PICTURE_BYTES, problems);
            requireBound(rules, PictureMeasures.PIXELS, Picture.MOST_PIXELS, problems);
        } else {
            requireBound(rules, TextMeasures.BYTES, LARGEST_TEXT_BYTES, problems);
        }
        if (rules.modality() != Modality.LOGS && rules.templates() != null) {
            problems.add("templates are for modality LOGS only");
        }
        if (rules.decontamination().ngram() < 0) {
            problems.add("decontamination.ngram must be 0 or more, was "
                    + rules.decontamination().ngram());
        }
        Double similarity = rules.decontamination().similarity();
        if (similarity != null && rules.modality() != Modality.TEXT) {
            problems.add("decontamination.similarity is for modality TEXT only");
        }
        if (similarity != null && !(similarity >= SignatureIndex.LEAST_BOUND && similarity <= 1)) {
            problems.add("decontamination.similarity must lie between " + SignatureIndex.LEAST_BOUND + " and 1, was "
                    + similarity);
        }
        Integer pictureBits = rules.decontamination().pictureBits();
        if (pictureBits != null && rules.modality() != Modality.IMAGES) {
            problems.add("decontamination.pictureBits is for modality IMAGES only");
        }
        if (pictureBits != null && (pictureBits < 0 || pictureBits > PdqHash.NEAR)) {
            problems.add("decontamination.pictureBits must lie between 0 and " + PdqHash.NEAR + ", was " + pictureBits);
        }
        if (rules.deduplication().horizonMillis() < 0) {
            problems.add("deduplication.horizonMillis must be 0 or more, was "
                    + rules.deduplication().horizonMillis());
        }
        RuleSet.NearDuplicates near = rules.nearDuplicates();
        if (near != null && rules.modality() != Modality.TEXT && rules.modality() != Modality.IMAGES) {
            problems.add("nearDuplicates are for modalities TEXT and IMAGES only");
        }
        if (near != null && (near.partitions() < 1 || near.partitions() > MOST_PARTITIONS)) {
            problems.add("nearDuplicates.partitions must lie between 1 and " + MOST_PARTITIONS + ", was "
                    + near.partitions());
        }
        double delta = rules.drift().delta();
        if (!(delta > 0 && delta < 1)) {
            problems.add("drift.delta must lie between 0 and 1, was " + delta);
        }
        addAlarmProblems(rules, problems);
        addDetectorProblems(rules.drift(), problems);
        return problems.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", problems));
    }

    private static void checkGroups(RuleSet rules, List<String> problems) {
        Set<String> known = new TreeSet<>();
        rules.rules().stream().map(Rule::group).filter(Objects::nonNull).forEach(known::add);
        for (String group : new TreeSet<>(rules.groups())) {
            if (!known.contains(group)) {
                problems.add("unknown group '" + group + "'; the rules of the file are in " + known);
            }
        }
    }

    private static void checkLanguages(RuleSet rules, List<String> problems) {
        Set<String> named = new TreeSet<>(rules.languages());
        rules.rules().forEach(rule -> named.addAll(rule.byLanguage().keySet()));
        if (named.isEmpty()) {
            return;
        }
        if (rules.modality() != Modality.TEXT) {
            problems.add("languages are for modality TEXT only");
            return;
        }
        Set<String> supported = new LanguageIdentifier().supported();
        for (String language : named) {
            if (!supported.contains(language)) {
                problems.add("unknown language '" + language + "'; known are " + supported);
            }
        }
    }

    private static void addAlarmProblems(RuleSet rules, List<String> problems) {
        RuleSet.Alarms alarms = rules.drift().alarms();
        if (!(alarms.perDay() > 0 && alarms.perDay() < Double.POSITIVE_INFINITY)) {
            problems.add("drift.alarms.perDay must be a number above 0, was " + alarms.perDay());
        }
        if (alarms.samples() < 1 || alarms.minutes() < 0) {
            problems.add("drift.alarms needs at least 1 sample and 0 minutes for a block, was " + alarms.samples()
                    + " and " + alarms.minutes());
        }
        for (String descriptor : List.of(Rates.NEW_TEMPLATE, Mixes.TEMPLATE)) {
            if (rules.drift().watched().contains(descriptor) && rules.templates() == null) {
                problems.add("'" + descriptor + "' needs templates");
            }
        }
        if (rules.drift().watched().contains(Mixes.LANGUAGE)
                && rules.languages().isEmpty()) {
            problems.add("'" + Mixes.LANGUAGE + "' needs languages");
        }
    }

    private static void addDetectorProblems(RuleSet.Drift drift, List<String> problems) {
        for (String descriptor : drift.descriptors()) {
            if (Mixes.isDistance(descriptor)) {
                problems.add("'" + descriptor + "' can be watched by blocks only: name it in drift.alarms.descriptors");
            }
        }
        for (String descriptor : new TreeSet<>(drift.detectors().keySet())) {
            SampleDetector detector = drift.detector(descriptor);
            if (!drift.descriptors().contains(descriptor)) {
                problems.add("drift.detectors names '" + descriptor + "', which is not among drift.descriptors "
                        + drift.descriptors());
            } else if (detector.isForRates() && !Rates.names().contains(descriptor)) {
                problems.add("drift.detectors: " + detector + " takes nothing but 0 and 1, as "
                        + new TreeSet<>(Rates.names()) + " have, not '" + descriptor
                        + "'; choose adwin, page-hinkley or kswin");
            }
        }
    }

    /** Without these bounds one record could exhaust the memory of the curator, or not fit into the topics behind it. */
    private static void requireBound(RuleSet rules, String measure, double largest, List<String> problems) {
        boolean bounded = rules.rules().stream()
                .anyMatch(rule -> rule.score().equals(measure)
                        && rule.when() == null
                        && rule.group() == null
                        && rule.byLanguage().isEmpty()
                        && rule.max() != null
                        && rule.max() <= largest);
        if (!bounded) {
            problems.add("a rule with max of at most " + (long) largest + " on '" + measure + "' is required");
        }
    }

    private static Set<String> measures(Modality modality) {
        Set<String> names = new TreeSet<>();
        switch (modality) {
            case TEXT -> {
                names.addAll(ProseMeasures.names());
                names.addAll(LanguageIdentifier.names());
                names.add(BadWords.BAD_WORDS);
            }
            case LOGS -> names.addAll(LogMeasures.names());
            case IMAGES -> {
                names.addAll(PictureMeasures.names());
                names.add(TextMeasures.BYTES);
            }
            case UNKNOWN -> throw new IllegalArgumentException("modality UNKNOWN has no rules");
        }
        return names;
    }
}
