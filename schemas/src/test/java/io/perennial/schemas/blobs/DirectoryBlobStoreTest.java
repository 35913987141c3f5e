package io.perennial.schemas.blobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.schemas.records.BlobRef;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryBlobStoreTest {
    private static final byte[] CONTENT = "weights".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path root;

    private DirectoryBlobStore store;

    @BeforeEach
    void openStore() {
        store = new DirectoryBlobStore(root);
    }

    @Test
    void aBlobComesBackByItsReference() throws IOException {
        // given
        BlobRef reference = store.put(CONTENT, "application/octet-stream");

        // when
        byte[] read = store.get(reference);

        // then
        assertThat(read).isEqualTo(CONTENT);
    }

    @Test
    void theSameBytesAreOneBlobAndNoTemporaryFileStays() throws IOException {
        // given
        Path file = Files.write(root.resolve("weights.bin"), CONTENT);

        // when
        BlobRef first = store.put(CONTENT, "application/octet-stream");
        BlobRef second = store.put(file, "application/octet-stream");

        // then
        assertThat(second).isEqualTo(first);
        try (Stream<Path> files = Files.walk(root.resolve("sha256"))) {
            assertThat(files.filter(Files::isRegularFile)).hasSize(1);
        }
    }

    @Test
    void aMissingBlobIsNamedWithTheDirectory() {
        // given
        BlobRef reference = new BlobRef(Sha256.of("never written"), 13L, "text/plain");

        // when / then
        assertThatThrownBy(() -> store.get(reference))
                .isInstanceOf(MissingBlobException.class)
                .hasMessageContaining(reference.getSha256())
                .hasMessageContaining(root.toString());
    }

    @Test
    void aChangedBlobIsRefused() throws IOException {
        // given
        BlobRef reference = store.put(CONTENT, "application/octet-stream");
        Files.write(store.path(reference), "wEights".getBytes(StandardCharsets.UTF_8));

        // when / then
        assertThatThrownBy(() -> store.get(reference))
                .isInstanceOf(CorruptBlobException.class)
                .hasMessageContaining(reference.getSha256());
    }

    @Test
    void aTruncatedBlobIsWrittenAgain() throws IOException {
        // given
        BlobRef reference = store.put(CONTENT, "application/octet-stream");
        Files.write(store.path(reference), new byte[0]);

        // when
        store.put(CONTENT, "application/octet-stream");

        // then
        assertThat(store.get(reference)).isEqualTo(CONTENT);
    }

    @Test
    void aBlobThatCannotBeWrittenIsNamedWithItsSizeAndThePlace() throws IOException {
        // given
        Path file = Files.write(root.resolve("file"), CONTENT);
        DirectoryBlobStore blocked = new DirectoryBlobStore(file);

        // when / then
        assertThatThrownBy(() -> blocked.put(CONTENT, "application/octet-stream"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("a blob of 7 bytes")
                .hasMessageContaining(file.toString())
                .hasMessageContaining("bytes are free");
    }

    @Test
    void whatAKilledProcessLeftIsRemovedAndBlobsStay() throws IOException {
        // given
        BlobRef reference = store.put(CONTENT, "application/octet-stream");
        Path left = Files.write(store.path(reference).resolveSibling("writing-123.part"), CONTENT);

        // when
        int removed = store.removeAbandoned();

        // then
        assertThat(removed).isOne();
        assertThat(left).doesNotExist();
        assertThat(store.get(reference)).isEqualTo(CONTENT);
    }

    @Test
    void whatAnotherProcessIsWritingStays() throws IOException {
        // given
        BlobRef reference = store.put(CONTENT, "application/octet-stream");
        Path part = Files.write(store.path(reference).resolveSibling("writing-123.part"), CONTENT);
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockedFile.class.getName(),
                        part.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(writer.getInputStream().read()).isEqualTo(LockedFile.LOCKED);

            // when
            int removed = store.removeAbandoned();

            // then
            assertThat(removed).isZero();
            assertThat(part).exists();
        } finally {
            writer.destroyForcibly();
        }
    }

    @Test
    void nothingIsRemovedWhileBlobsAreWritten() throws Exception {
        // given
        ExecutorService writers = Executors.newFixedThreadPool(2);
        try {
            List<Future<BlobRef>> written = new ArrayList<>();
            for (int number = 0; number < 100; number++) {
                byte[] content = ("weights " + number).getBytes(StandardCharsets.UTF_8);
                written.add(writers.submit(() -> store.put(content, "application/octet-stream")));
            }

            // when
            int removed = 0;
            while (!written.get(written.size() - 1).isDone()) {
                removed += store.removeAbandoned();
            }

            // then
            assertThat(removed).isZero();
            for (Future<BlobRef> blob : written) {
                assertThat(store.contains(blob.get())).isTrue();
            }
        } finally {
            writers.shutdownNow();
        }
    }

    @Test
    void aNameThatIsNoDigestIsRefused() {
        assertThatThrownBy(() -> store.contains(new BlobRef("../../etc/passwd", 1L, "text/plain")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("64 lower-case hexadecimal digits");
    }
}
