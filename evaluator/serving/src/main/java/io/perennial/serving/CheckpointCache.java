package io.perennial.serving;

import io.perennial.schemas.blobs.BlobStore;
import io.perennial.schemas.blobs.CorruptBlobException;
import io.perennial.schemas.blobs.DirectoryBlobStore;
import io.perennial.schemas.blobs.MissingBlobException;
import io.perennial.schemas.records.BlobRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Blobs of the checkpoints that this instance needs and of its last champions, on local disk: one small blob store for each
 * checkpoint, so that forgetting one is deleting its directory. With it a rollback works while the shared store is away. Every
 * read is verified. Safe for use by several threads.
 */
final class CheckpointCache {
    private static final Logger log = LoggerFactory.getLogger(CheckpointCache.class);
    private static final Pattern CHECKPOINT_ID = Pattern.compile("[0-9a-f]{64}");
    private static final String CHAMPION_MARK = "champion";

    private final Path directory;
    private final BlobStore shared;
    private final int champions;
    private final Clock clock;

    /**
     * @param directory of this instance and model alone
     * @param shared the store that all services use
     * @param champions how many of the last champions are kept
     */
    CheckpointCache(Path directory, BlobStore shared, int champions, Clock clock) {
        this.directory = directory;
        this.shared = shared;
        this.champions = champions;
        this.clock = clock;
    }

    /** The blobs of one checkpoint: from local disk, else from the shared store and then kept. */
    BlobStore blobsOf(String checkpointId) {
        return new ReadThrough(directoryOf(checkpointId));
    }

    /** Notes that a checkpoint became champion now. */
    void markChampion(String checkpointId) throws IOException {
        Path mark = directoryOf(checkpointId).resolve(CHAMPION_MARK);
        Files.createDirectories(directoryOf(checkpointId));
        if (!Files.exists(mark)) {
            Files.createFile(mark);
        }
        Files.setLastModifiedTime(mark, FileTime.from(clock.instant()));
    }

    /** Deletes all checkpoints but those in use and the last champions. */
    void forgetAllBut(Set<String> inUse) throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        List<Path> cached;
        try (Stream<Path> entries = Files.list(directory)) {
            cached = entries.filter(Files::isDirectory).toList();
        }
        List<Path> lastChampions = cached.stream()
                .filter(checkpoint -> Files.exists(checkpoint.resolve(CHAMPION_MARK)))
                .sorted(Comparator.comparing(CheckpointCache::championSince).reversed())
                .limit(champions)
                .toList();
        for (Path checkpoint : cached) {
            if (!lastChampions.contains(checkpoint)
                    && !inUse.contains(checkpoint.getFileName().toString())) {
                delete(checkpoint);
            }
        }
    }

    private Path directoryOf(String checkpointId) {
        if (!CHECKPOINT_ID.matcher(checkpointId).matches()) {
            throw new IllegalArgumentException(
                    "checkpointId '" + checkpointId + "' is not a SHA-256 of 64 hexadecimal digits");
        }
        return directory.resolve(checkpointId);
    }

    private static FileTime championSince(Path checkpoint) {
        try {
            return Files.getLastModifiedTime(checkpoint.resolve(CHAMPION_MARK));
        } catch (IOException e) {
            return FileTime.fromMillis(0); // Vanished: the first to be forgotten.
        }
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> entries = Files.walk(tree)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(entry);
            }
        }
    }

    private final class ReadThrough implements BlobStore {
        private final Path checkpoint;
        private final BlobStore local;

        ReadThrough(Path checkpoint) {
            this.checkpoint = checkpoint;
            this.local = new DirectoryBlobStore(checkpoint);
        }

        @Override
        public byte[] get(BlobRef reference) throws IOException {
            try {
                return local.get(reference);
            } catch (MissingBlobException e) {
                log.atDebug().addKeyValue("sha256", reference.getSha256()).log("not cached yet");
            } catch (CorruptBlobException e) {
                log.atWarn().log("a cached blob is corrupt and is fetched again: {}", e.getMessage());
                delete(checkpoint);
            }
            byte[] bytes = shared.get(reference);
            local.put(bytes, reference.getMediaType());
            return bytes;
        }

        @Override
        public boolean contains(BlobRef reference) throws IOException {
            return local.contains(reference) || shared.contains(reference);
        }

        @Override
        public BlobRef put(byte[] bytes, String mediaType) {
            throw new UnsupportedOperationException("serving reads checkpoints, it writes none");
        }

        @Override
        public BlobRef put(Path file, String mediaType) {
            throw new UnsupportedOperationException("serving reads checkpoints, it writes none");
        }
    }
}
