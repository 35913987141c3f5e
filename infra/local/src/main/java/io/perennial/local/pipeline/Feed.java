package io.perennial.local.pipeline;

import io.perennial.local.samples.GrowingLogs;
import io.perennial.local.samples.LabelledSample;
import io.perennial.local.samples.LogCollector;
import io.perennial.local.samples.RawStream;
import io.perennial.runtime.LoopingService;
import io.perennial.runtime.ServiceConfig;
import io.perennial.schemas.records.Modality;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Goes on publishing after the first publication, in small batches, so that the pipeline lives: samples that were kept for later until
 * they are used up, and what broker and JVM log meanwhile.
 */
final class Feed extends LoopingService {
    static final Duration INTERVAL = Duration.ofSeconds(10);
    static final int TEXTS = 40;
    static final int LOG_LINES = 30;
    static final int PICTURES = 5;

    /** At DEBUG Kafka logs more in a second than is published in a batch. */
    private static final Duration LISTENING = Duration.ofSeconds(1);

    private final ServiceConfig config;
    private final List<Reserve> reserves;
    private final @Nullable GrowingLogs logs;
    private final Consumer<String> listener;
    private final Clock clock;

    /**
     * @param config of the ingest, with a state directory of its own
     * @param reserves used up one batch at a time
     * @param logs null if the machine's own logs are not published
     * @param listener gets a line when a reserve is used up
     */
    Feed(
            ServiceConfig config,
            List<Reserve> reserves,
            @Nullable GrowingLogs logs,
            Consumer<String> listener,
            Clock clock) {
        this.config = config;
        this.reserves = reserves.stream().filter(reserve -> !reserve.isUsedUp()).toList();
        this.logs = logs;
        this.listener = listener;
        this.clock = clock;
    }

    @Override
    protected void work() throws InterruptedException {
        listener.accept("feed: " + rate());
        if (reserves.isEmpty() && logs == null) {
            return;
        }
        try (RawStream stream = new RawStream(config, clock)) {
            becomeReady();
            boolean more = true;
            while (more && !stopsWithin(INTERVAL)) {
                more = publish(stream);
            }
        }
    }

    /** Returns false when nothing is left to publish. */
    private boolean publish(RawStream stream) throws InterruptedException {
        boolean more = logs != null;
        for (Reserve reserve : reserves) {
            if (!reserve.isUsedUp()) {
                reserve.publishBatch(stream::publish);
                if (reserve.isUsedUp()) {
                    listener.accept("feed: " + reserve.name() + " are used up, " + reserve.sent() + " were published");
                }
            }
            more |= !reserve.isUsedUp();
        }
        if (logs != null) {
            stream.publish(Modality.LOGS, "broker", logs.next(heard(), LOG_LINES));
        }
        return more;
    }

    /** What is published how fast, in one line. */
    String rate() {
        List<String> parts = new ArrayList<>();
        reserves.forEach(reserve -> parts.add(reserve.batch() + " " + reserve.name()));
        if (logs != null) {
            parts.add("up to " + LOG_LINES + " log lines");
        }
        return parts.isEmpty()
                ? "every sample is published; publish more with any Kafka client"
                : "every " + INTERVAL.toSeconds() + " s " + String.join(", ", parts)
                        + " that were not published before";
    }

    private List<LabelledSample> heard() throws InterruptedException {
        try (LogCollector collector = LogCollector.listen(true)) {
            stopsWithin(LISTENING);
            return collector.samples();
        }
    }
}
