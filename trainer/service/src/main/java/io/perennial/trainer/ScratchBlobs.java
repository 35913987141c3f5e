package io.perennial.trainer;

import io.perennial.schemas.blobs.BlobStore;
import io.perennial.schemas.blobs.DirectoryBlobStore;
import io.perennial.schemas.records.BlobRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Reads from a blob store and writes to a temporary directory that goes away with it: for runs that nobody may see yet. */
final class ScratchBlobs implements BlobStore, AutoCloseable {
    private final BlobStore original;
    private final Path directory;
    private final DirectoryBlobStore scratch;

    ScratchBlobs(BlobStore original) throws IOException {
        this.original = original;
        directory = Files.createTempDirectory("perennial-trainer-");
        scratch = new DirectoryBlobStore(directory);
    }

    @Override
    public BlobRef put(byte[] bytes, String mediaType) throws IOException {
        return scratch.put(bytes, mediaType);
    }

    @Override
    public BlobRef put(Path file, String mediaType) throws IOException {
        return scratch.put(file, mediaType);
    }

    @Override
    public byte[] get(BlobRef reference) throws IOException {
        return scratch.contains(reference) ? scratch.get(reference) : original.get(reference);
    }

    @Override
    public boolean contains(BlobRef reference) throws IOException {
        return scratch.contains(reference) || original.contains(reference);
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + directory, e);
        }
    }
}
