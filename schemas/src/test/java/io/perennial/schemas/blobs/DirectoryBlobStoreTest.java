package io.perennial.schemas.blobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.schemas.records.BlobRef;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
    void aNameThatIsNoDigestIsRefused() {
        assertThatThrownBy(() -> store.contains(new BlobRef("../../etc/passwd", 1L, "text/plain")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("64 lower-case hexadecimal digits");
    }
}
