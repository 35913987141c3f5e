package io.perennial.ingest;

import io.perennial.runtime.ExitCode;
import io.perennial.runtime.ServiceException;
import io.perennial.schemas.records.Modality;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the lines of growing files until it is told to stop. When Kafka is away it connects anew and goes on where the last
 * committed batch ended. Used by one thread.
 */
final class Following {
    private static final Logger log = LoggerFactory.getLogger(Following.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration WORTH_A_COMMIT = Duration.ofMillis(200);
    private static final Duration RECONNECT = Duration.ofSeconds(2);
    /** How long a rotated file may still get lines from a writer that has not reopened it. */
    private static final Duration ROTATION_GRACE = Duration.ofSeconds(2);

    private final Supplier<SamplePublisher> publishers;
    private final Modality modality;
    private final String source;
    private final List<Path> files;
    private final RateLimit rate;
    private final Progress progress;
    private final Clock clock;
    private final BooleanSupplier stopping;

    Following(
            Supplier<SamplePublisher> publishers,
            Modality modality,
            String source,
            List<Path> files,
            RateLimit rate,
            Progress progress,
            Clock clock,
            BooleanSupplier stopping) {
        this.publishers = publishers;
        this.modality = modality;
        this.source = source;
        this.files = List.copyOf(files);
        this.rate = rate;
        this.progress = progress;
        this.clock = clock;
        this.stopping = stopping;
    }

    /** Returns when told to stop, with everything read so far committed. */
    void run() throws IOException, InterruptedException {
        while (!stopping.getAsBoolean()) {
            try (SamplePublisher publisher = publishers.get()) {
                follow(publisher);
            } catch (ServiceException e) {
                if (e.exitCode() != ExitCode.DEPENDENCY) {
                    throw e;
                }
                log.atWarn().addKeyValue("retryMillis", RECONNECT.toMillis()).log(e.getMessage());
                Thread.sleep(RECONNECT.toMillis());
            }
        }
    }

    private void follow(SamplePublisher publisher) throws IOException, InterruptedException {
        List<FileTail> tails = new ArrayList<>();
        try {
            for (Path file : files) {
                tails.add(new FileTail(file, publisher.position(file), ROTATION_GRACE, clock));
            }
            while (!stopping.getAsBoolean()) {
                boolean grew = false;
                for (int i = 0; i < tails.size(); i++) {
                    grew |= publishNew(publisher, tails.get(i), files.get(i));
                }
                publisher.commitIfDue();
                if (!grew) {
                    Thread.sleep(POLL.toMillis());
                }
            }
            publisher.commit();
        } finally {
            for (FileTail tail : tails) {
                tail.close();
            }
        }
    }

    private boolean publishNew(SamplePublisher publisher, FileTail tail, Path file)
            throws IOException, InterruptedException {
        List<FileTail.TailLine> lines = tail.poll();
        for (FileTail.TailLine line : lines) {
            Sample sample = new Sample(
                    modality,
                    source,
                    String.valueOf(file.getFileName()),
                    positionName(line),
                    line.content(),
                    MediaTypes.TEXT,
                    clock.instant());
            boolean isNew = publisher.publishFollowed(sample);
            publisher.advance(tail.positionAfter(line));
            progress.count(isNew, line.content().length);
            publisher.commitIfDue();
            if (isNew) {
                await(publisher, rate.reserve());
            }
        }
        if (!lines.isEmpty()) {
            publisher.advance(tail.position());
        }
        return !lines.isEmpty();
    }

    /** When told to stop, the lines already read go out without waiting. */
    private void await(SamplePublisher publisher, Duration wait) throws InterruptedException {
        if (wait.compareTo(WORTH_A_COMMIT) > 0) {
            publisher.commit();
        }
        Instant end = clock.instant().plus(wait);
        while (!stopping.getAsBoolean() && clock.instant().isBefore(end)) {
            Thread.sleep(Math.max(
                    1,
                    Math.min(
                            POLL.toMillis(),
                            Duration.between(clock.instant(), end).toMillis())));
        }
    }

    /** The first file under a path has the same ids as a run over its lines; later ones carry their number. */
    private static String positionName(FileTail.TailLine line) {
        String offset = Long.toString(line.offset());
        return line.generation() == 0 ? offset : line.generation() + "/" + offset;
    }
}
