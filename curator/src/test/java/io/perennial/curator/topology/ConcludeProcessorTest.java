package io.perennial.curator.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.curator.deduplication.BandAnswers;
import io.perennial.curator.deduplication.BandHolder;
import io.perennial.curator.minhash.Signature;
import io.perennial.curator.minhash.SignatureSketch;
import io.perennial.curator.minhash.TextSigner;
import io.perennial.curator.topology.Curation.Admission;
import io.perennial.curator.topology.Curation.Answered;
import io.perennial.curator.topology.Curation.Candidate;
import io.perennial.curator.topology.Curation.Judgement;
import io.perennial.schemas.records.CuratedSample;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.Outcome;
import io.perennial.schemas.records.SourcePosition;
import io.perennial.schemas.records.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConcludeProcessorTest {
    private static final String TEXT = "one two three four five six seven";
    private static final Bytes SKETCH = Bytes.wrap(
            Objects.requireNonNull(new TextSigner().sign(TEXT)).sketch().toBytes());

    private final MockProcessorContext<String, Curation> context = new MockProcessorContext<>();
    private final ConcludeProcessor conclude = new ConcludeProcessor(new TextLikeness(), "candidates", "answers");
    private final KeyValueStore<String, Candidate> candidates = Stores.keyValueStoreBuilder(
                    Stores.inMemoryKeyValueStore("candidates"), Serdes.String(), new CandidateSerde())
            .withLoggingDisabled()
            .build();
    private final KeyValueStore<String, BandAnswers> answers = Stores.keyValueStoreBuilder(
                    Stores.inMemoryKeyValueStore("answers"), Serdes.String(), BandAnswers.serde(SignatureSketch.BYTES))
            .withLoggingDisabled()
            .build();

    @BeforeEach
    void start() {
        candidates.init(context.getStateStoreContext(), candidates);
        answers.init(context.getStateStoreContext(), answers);
        conclude.init(context);
    }

    @Test
    void theOrderInWhichThingsComeDoesNotMatter() {
        for (int seed = 0; seed < 50; seed++) {
            // given: two bands know an earlier sample, not the same
            List<Curation> parts = new ArrayList<>(List.of(candidate(), answer(7, "seventh"), answer(3, "third")));
            parts.addAll(Collections.nCopies(Signature.BANDS - 2, new Answered(new BandAnswers(1, null))));
            Collections.shuffle(parts, new Random(seed));
            context.resetForwards();

            // when
            parts.forEach(part -> conclude.process(new Record<>("raw.text-0-9", part, 5L)));

            // then
            assertThat(context.forwarded()).as("seed %d", seed).hasSize(1);
            Verdict verdict = ((Judgement) context.forwarded().get(0).record().value()).verdict();
            assertThat(verdict.getDuplicateOf()).isEqualTo("third");
            assertThat(verdict.getScore()).isEqualTo(1);
            assertThat(candidates.approximateNumEntries() + answers.approximateNumEntries())
                    .as("nothing is left behind")
                    .isZero();
        }
    }

    @Test
    void nothingIsDecidedBeforeTheLastAnswer() {
        // given
        conclude.process(new Record<>("raw.text-0-9", candidate(), 5L));
        Curation nobody = new Answered(new BandAnswers(1, null));
        for (int band = 1; band < Signature.BANDS; band++) {
            conclude.process(new Record<>("raw.text-0-9", nobody, 5L));
        }
        List<?> before = List.copyOf(context.forwarded());

        // when
        conclude.process(new Record<>("raw.text-0-9", nobody, 5L));

        // then
        assertThat(before).isEmpty();
        assertThat(context.forwarded())
                .extracting(forward -> forward.record().value().getClass().getSimpleName())
                .containsExactly(Judgement.class.getSimpleName(), Admission.class.getSimpleName());
    }

    private static Curation answer(long order, String sampleId) {
        return new Answered(new BandAnswers(1, new BandHolder(order, 1, SKETCH, sampleId)));
    }

    private static Curation candidate() {
        SourcePosition origin = new SourcePosition("raw.text", 0, 9L);
        Verdict draft = Verdict.newBuilder()
                .setSampleId("ninth")
                .setModality(Modality.TEXT)
                .setOrigin(origin)
                .setOutcome(Outcome.KEPT)
                .setDecidedAt(Instant.EPOCH)
                .build();
        CuratedSample sample = CuratedSample.newBuilder()
                .setSampleId("ninth")
                .setModality(Modality.TEXT)
                .setOrigin(origin)
                .setText(TEXT)
                .build();
        return new Candidate(draft, sample);
    }
}
