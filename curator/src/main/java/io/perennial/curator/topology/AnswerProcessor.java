package io.perennial.curator.topology;

import io.perennial.curator.deduplication.BandAnswers;
import io.perennial.curator.deduplication.BandIndex;
import java.time.Duration;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Answers each question with the earliest similar sample that the band knows, and makes the asking one known to it. */
final class AnswerProcessor extends ContextualProcessor<Long, BandQuestion, String, BandAnswers> {
    private static final Duration SWEEP_INTERVAL = Duration.ofHours(1);

    private final Likeness likeness;
    private final long horizonMillis;
    private final String storeName;
    private @Nullable BandIndex bands;

    AnswerProcessor(Likeness likeness, long horizonMillis, String storeName) {
        this.likeness = likeness;
        this.horizonMillis = horizonMillis;
        this.storeName = storeName;
    }

    @Override
    public void init(ProcessorContext<String, BandAnswers> context) {
        super.init(context);
        BandIndex seen = likeness.index(context, storeName, horizonMillis);
        bands = seen;
        context.schedule(SWEEP_INTERVAL, PunctuationType.STREAM_TIME, seen::sweep);
    }

    @Override
    public void process(Record<Long, BandQuestion> record) {
        if (bands == null) {
            throw new IllegalStateException("process before init");
        }
        BandQuestion question = record.value();
        BandAnswers answer = new BandAnswers(1, bands.ask(record.key(), question.asker(), question.streamTime()));
        context().forward(record.withKey(question.record()).withValue(answer));
    }
}
