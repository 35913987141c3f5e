package io.perennial.ingest;

import io.perennial.runtime.ServiceException;
import io.perennial.schemas.records.Modality;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Publishes what has an end: files whole or line by line, and a stream. Everything published is committed when a method returns.
 * Used by one thread.
 */
final class Publication {
    private static final int CHUNK_BYTES = 1 << 16;
    private static final long GREATEST_PICTURE_BYTES = 256L << 20;
    private static final Duration WORTH_A_COMMIT = Duration.ofMillis(200);
    private static final Duration NAP = Duration.ofMillis(100);

    private final SamplePublisher publisher;
    private final Modality modality;
    private final String source;
    private final RateLimit rate;
    private final Progress progress;
    private final Clock clock;
    private final BooleanSupplier stopping;

    Publication(
            SamplePublisher publisher,
            Modality modality,
            String source,
            RateLimit rate,
            Progress progress,
            Clock clock,
            BooleanSupplier stopping) {
        this.publisher = publisher;
        this.modality = modality;
        this.source = source;
        this.rate = rate;
        this.progress = progress;
        this.clock = clock;
        this.stopping = stopping;
    }

    /**
     * One sample for each file.
     *
     * @param caption of each file; empty for none
     */
    void publishWhole(List<FileSelection.SelectedFile> files, Function<Path, String> caption)
            throws InterruptedException {
        for (FileSelection.SelectedFile file : files) {
            if (stopping.getAsBoolean()) {
                break;
            }
            byte[] content = readWhole(file);
            if (content.length > 0) {
                String contentType = MediaTypes.picture(file.file());
                publish(new Sample(
                        modality,
                        source,
                        file.relative(),
                        "0",
                        content,
                        contentType == null ? MediaTypes.TEXT : contentType,
                        modified(file.file()),
                        caption.apply(file.file())));
            }
        }
        publisher.commit();
    }

    /** One sample for each line of each file. */
    void publishLines(List<FileSelection.SelectedFile> files) throws InterruptedException {
        for (FileSelection.SelectedFile file : files) {
            try (InputStream stream = Files.newInputStream(file.file())) {
                publishLines(stream, file.relative(), modified(file.file()));
            } catch (IOException e) {
                throw unreadable(file.file(), e);
            }
        }
    }

    /** One sample for each line of a stream; commits before it waits for more input. */
    void publishLines(InputStream stream, String path, Instant capturedAt) throws IOException, InterruptedException {
        LineSplitter splitter = new LineSplitter(0, LineSplitter.LONGEST_LINE);
        byte[] chunk = new byte[CHUNK_BYTES];
        while (!stopping.getAsBoolean()) {
            if (stream.available() == 0) {
                publisher.commit();
            }
            int read = stream.read(chunk);
            publishAll(read < 0 ? splitter.finish() : splitter.push(chunk, read), path, capturedAt);
            if (read < 0) {
                break;
            }
        }
        publisher.commit();
    }

    private void publishAll(List<LineSplitter.Line> lines, String path, Instant capturedAt)
            throws InterruptedException {
        for (LineSplitter.Line line : lines) {
            if (stopping.getAsBoolean()) {
                return;
            }
            publish(new Sample(
                    modality, source, path, Long.toString(line.offset()), line.content(), MediaTypes.TEXT, capturedAt));
        }
    }

    private void publish(Sample sample) throws InterruptedException {
        boolean isNew = publisher.publish(sample);
        progress.count(isNew, sample.content().length);
        publisher.commitIfDue();
        if (isNew) {
            await(rate.reserve());
        }
    }

    private void await(Duration wait) throws InterruptedException {
        if (wait.compareTo(WORTH_A_COMMIT) > 0) {
            publisher.commit();
        }
        Instant end = clock.instant().plus(wait);
        while (!stopping.getAsBoolean() && clock.instant().isBefore(end)) {
            Duration left = Duration.between(clock.instant(), end);
            Thread.sleep(Math.max(1, Math.min(NAP.toMillis(), left.toMillis())));
        }
    }

    private byte[] readWhole(FileSelection.SelectedFile file) {
        long limit = modality == Modality.IMAGES ? GREATEST_PICTURE_BYTES : SamplePublisher.greatestRecord(modality);
        if (file.bytes() > limit) {
            throw SamplePublisher.tooLarge(file.file().toString(), file.bytes(), modality);
        }
        try {
            return Files.readAllBytes(file.file());
        } catch (IOException e) {
            throw unreadable(file.file(), e);
        }
    }

    private static Instant modified(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static ServiceException unreadable(Path file, IOException e) {
        return ServiceException.data(
                file + ": cannot be read: " + e + "; what was published before it stays published", e);
    }
}
