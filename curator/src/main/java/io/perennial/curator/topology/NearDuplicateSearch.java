package io.perennial.curator.topology;

import io.perennial.curator.deduplication.BandAnswers;
import io.perennial.curator.rules.RuleSet;
import io.perennial.curator.topology.Curation.Answered;
import io.perennial.curator.topology.Curation.Candidate;
import io.perennial.curator.topology.Curation.Search;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The part of the topology that finds near-duplicates:
 *
 * <pre>
 * candidates, by record ──────────────────────────────────────────────────────┐
 * fingerprints, one partition ─ order ─ questions, by band ─ answer ─ answers ─┴─ conclude ─► verdict, admission
 * </pre>
 *
 * What a band is and when it knows a similar sample is told by {@link Likeness}, for texts and pictures. A sample is dropped if some band
 * of it knows an earlier one that is similar, kept or dropped. Earlier means: earlier in the one order
 * that {@link OrderProcessor} gives. Its task writes all questions in that order, and each band lives in one partition, so whoever asks
 * a band is told of every sample before it and of none behind it, however many partitions and instances there are and whatever is under
 * way at the same time. Hence:
 *
 * <ul>
 *   <li>Never both of a pair: who is dropped names an earlier one. The first of any group of similar samples has no earlier neighbour
 *       and is kept.
 *   <li>Who is kept has no earlier neighbour; with a horizon, none that a band knows any more.
 *   <li>The same order gives the same verdicts. It is the offset in the one-partition topic: restarts find it unchanged.
 * </ul>
 */
final class NearDuplicateSearch {
    private NearDuplicateSearch() {}

    /** Takes candidates and searches out of {@code admitted} and returns judgements and admissions. */
    static KStream<String, Curation> wire(KStream<String, Curation> admitted, RuleSet rules, String name) {
        Likeness likeness = Likeness.of(rules.modality());
        int partitions = Objects.requireNonNull(rules.nearDuplicates()).partitions();
        KStream<String, Curation> candidates = admitted.flatMapValues(
                        curation -> curation instanceof Candidate candidate ? List.of(candidate) : List.<Candidate>of(),
                        Named.as(name + "-unconcluded"))
                .repartition(Repartitioned.with(Serdes.String(), (Serde<Candidate>) new CandidateSerde())
                        .withName(name + "-by-record")
                        .withNumberOfPartitions(partitions))
                .mapValues(candidate -> (Curation) candidate, Named.as(name + "-waiting"));
        KStream<String, Curation> answers = answers(admitted, rules, name, partitions)
                .mapValues(answer -> (Curation) new Answered(answer), Named.as(name + "-answered"));
        StoreBuilder<?> waiting = Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(name + "-waiting-candidates"),
                        Serdes.String(),
                        new CandidateSerde())
                .withCachingEnabled();
        StoreBuilder<?> counted = Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(name + "-waiting-answers"),
                        Serdes.String(),
                        BandAnswers.serde(likeness.sketchBytes()))
                .withCachingEnabled();
        return candidates
                .merge(answers, Named.as(name + "-candidates-and-answers"))
                .process(
                        CuratorTopology.withStore(
                                () -> new ConcludeProcessor(
                                        Likeness.of(rules.modality()),
                                        name + "-waiting-candidates",
                                        name + "-waiting-answers"),
                                waiting,
                                counted),
                        Named.as(name + "-conclude"));
    }

    private static KStream<String, BandAnswers> answers(
            KStream<String, Curation> admitted, RuleSet rules, String name, int partitions) {
        String store = name + "-bands";
        Likeness likeness = Likeness.of(rules.modality());
        return admitted.flatMapValues(
                        curation -> curation instanceof Search search
                                ? List.of(search.fingerprint())
                                : List.<Fingerprint>of(),
                        Named.as(name + "-fingerprints"))
                .repartition(Repartitioned.with(Serdes.String(), Fingerprint.serde(likeness))
                        .withName(name + "-in-order")
                        .withNumberOfPartitions(1))
                .process(OrderProcessor::new, Named.as(name + "-order"))
                .repartition(Repartitioned.with(Serdes.Long(), BandQuestion.serde(likeness))
                        .withName(name + "-by-band")
                        .withNumberOfPartitions(partitions))
                .process(
                        CuratorTopology.withStore(
                                () -> new AnswerProcessor(
                                        Likeness.of(rules.modality()),
                                        rules.deduplication().horizonMillis(),
                                        store),
                                likeness.store(store)),
                        Named.as(name + "-answer"))
                .repartition(Repartitioned.with(Serdes.String(), BandAnswers.serde(likeness.sketchBytes()))
                        .withName(name + "-answers")
                        .withNumberOfPartitions(partitions));
    }
}
