package io.perennial.tests.trainer;

import io.perennial.tests.JavaProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * When to kill a trainer: a seeded choice of what to wait for and of how long to wait then. What the trainer is really at by that time is
 * up to the machine; {@link #phase} tells it afterwards. A trainer that announces a checkpoint is killed then at the latest.
 */
final class KillMoment {
    private static final int START_MILLIS = 2_500;
    private static final int LAG_MICROS = 12_000;

    private final Trigger trigger;
    private final int count;
    private final long lagNanos;
    private final Path home;
    private final Set<Path> before;
    private final long started = System.nanoTime();

    /** What is waited for. */
    private enum Trigger {
        /** A number of milliseconds since the process was started. */
        TIME,
        /** A number of lines about steps. */
        STEPS,
        /** The plan of the update. */
        PLAN,
        /** A number of blobs or parts of blobs that were not there before. */
        BLOBS,
        /** The manifest, after which there is only the announcement. */
        MANIFEST,
        /** The announcement. */
        ANNOUNCEMENT
    }

    /** What a trainer was at when it was killed. */
    enum Phase {
        STARTING,
        WAITING,
        TRAINING,
        WRITING_BLOBS,
        ANNOUNCING,
        ANNOUNCED
    }

    private KillMoment(Trigger trigger, int count, long lagNanos, Path home) {
        this.trigger = trigger;
        this.count = count;
        this.lagNanos = lagNanos;
        this.home = home;
        this.before = files(home);
    }

    /**
     * The moment of one kill.
     *
     * @param number of the kill; every sixth has the same trigger
     * @param steps that an update has
     * @param home blobs and state of a trainer that is about to be started
     */
    static KillMoment draw(SplittableRandom random, int number, int steps, Path home) {
        Trigger trigger = Trigger.values()[number % Trigger.values().length];
        int count = switch (trigger) {
            case TIME -> random.nextInt(START_MILLIS);
            case STEPS -> 1 + random.nextInt(steps);
            case BLOBS -> 1 + random.nextInt(6);
            case PLAN, MANIFEST, ANNOUNCEMENT -> 1;
        };
        return new KillMoment(trigger, count, random.nextInt(LAG_MICROS) * 1_000L, home);
    }

    /** Waits for the moment and kills the trainer. */
    void kill(JavaProcess trainer) {
        trainer.await(() -> isReached(trainer) || trainer.hasPrinted(KillMoment::announces));
        long due = System.nanoTime() + lagNanos;
        while (System.nanoTime() < due) {
            Thread.onSpinWait();
        }
        trainer.kill();
    }

    /** What the trainer, which is dead by now, was at. */
    Phase phase(JavaProcess trainer) {
        if (trainer.hasPrinted(KillMoment::announces)) {
            return Phase.ANNOUNCED;
        }
        if (hasNewManifest()) {
            return Phase.ANNOUNCING;
        }
        if (!newBlobs().isEmpty()) {
            return Phase.WRITING_BLOBS;
        }
        if (trainer.hasPrinted(KillMoment::steps)) {
            return Phase.TRAINING;
        }
        return trainer.hasPrinted(line -> line.contains("waits for a window") || line.contains("continues its last"))
                ? Phase.WAITING
                : Phase.STARTING;
    }

    private boolean isReached(JavaProcess trainer) {
        return switch (trigger) {
            case TIME -> System.nanoTime() - started >= count * 1_000_000L;
            case STEPS -> trainer.output().stream().filter(KillMoment::steps).count() >= count;
            case PLAN ->
                files(home).stream()
                                .anyMatch(file -> isNew(file) && file.toString().endsWith(".part"))
                        || trainer.hasPrinted(KillMoment::steps);
            case BLOBS -> newBlobs().size() >= count;
            case MANIFEST -> hasNewManifest();
            case ANNOUNCEMENT -> false;
        };
    }

    private Set<Path> newBlobs() {
        return files(home.resolve("blobs")).stream().filter(this::isNew).collect(Collectors.toCollection(TreeSet::new));
    }

    private boolean isNew(Path file) {
        return !before.contains(file);
    }

    private boolean hasNewManifest() {
        return newBlobs().stream().anyMatch(KillMoment::isManifest);
    }

    private static boolean isManifest(Path blob) {
        try {
            return !blob.toString().endsWith(".part")
                    && Files.readString(blob, StandardCharsets.ISO_8859_1).contains("\"nextOffsets\"");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean steps(String line) {
        return line.contains("trains model=");
    }

    private static boolean announces(String line) {
        return line.contains("committed a checkpoint model=");
    }

    private static Set<Path> files(Path directory) {
        Set<Path> files = new TreeSet<>();
        for (Path entry : entries(directory)) {
            if (Files.isDirectory(entry)) {
                files.addAll(files(entry));
            } else {
                files.add(entry);
            }
        }
        return files;
    }

    /** Empty where there is no such directory, or no longer. */
    private static Set<Path> entries(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.collect(Collectors.toCollection(TreeSet::new));
        } catch (NoSuchFileException e) {
            return Set.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
