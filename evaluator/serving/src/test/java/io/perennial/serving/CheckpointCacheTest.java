package io.perennial.serving;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.schemas.blobs.BlobStore;
import io.perennial.schemas.blobs.DirectoryBlobStore;
import io.perennial.schemas.blobs.MissingBlobException;
import io.perennial.schemas.blobs.Sha256;
import io.perennial.schemas.records.BlobRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointCacheTest {
    private static final String ID = Sha256.of("checkpoint");

    @TempDir
    private Path shared = Path.of("");

    @TempDir
    private Path state = Path.of("");

    private BlobStore store = new DirectoryBlobStore(shared);

    @BeforeEach
    void openStore() {
        store = new DirectoryBlobStore(shared);
    }

    private CheckpointCache cacheAt(long second) {
        return new CheckpointCache(state, store, 3, Clock.fixed(Instant.ofEpochSecond(second), ZoneOffset.UTC));
    }

    @Test
    void blobReadOnceIsReadFromDiskAfterwards() throws IOException {
        // given
        BlobRef reference = store.put("weights".getBytes(UTF_8), "application/octet-stream");
        cacheAt(0).blobsOf(ID).get(reference);
        // when
        store = new DirectoryBlobStore(shared.resolve("away"));
        byte[] bytes = cacheAt(1).blobsOf(ID).get(reference);
        // then
        assertThat(bytes).asString(UTF_8).isEqualTo("weights");
    }

    @Test
    void corruptCachedBlobIsFetchedAgain() throws IOException {
        // given
        BlobRef reference = store.put("weights".getBytes(UTF_8), "application/octet-stream");
        cacheAt(0).blobsOf(ID).get(reference);
        try (Stream<Path> files = Files.walk(state)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.writeString(file, "weightz");
            }
        }
        // when
        byte[] bytes = cacheAt(1).blobsOf(ID).get(reference);
        // then
        assertThat(bytes).asString(UTF_8).isEqualTo("weights");
    }

    @Test
    void onlyTheLastChampionsAndThoseInUseStay() throws IOException {
        // given
        BlobRef reference = store.put("weights".getBytes(UTF_8), "application/octet-stream");
        for (int i = 0; i < 5; i++) {
            cacheAt(i).blobsOf(Sha256.of("champion " + i)).get(reference);
            cacheAt(i).markChampion(Sha256.of("champion " + i));
        }
        cacheAt(9).blobsOf(Sha256.of("refused")).get(reference);
        cacheAt(9).blobsOf(Sha256.of("challenger")).get(reference);
        // when
        cacheAt(9).forgetAllBut(Set.of(Sha256.of("challenger"), Sha256.of("champion 0")));
        // then
        try (Stream<Path> entries = Files.list(state)) {
            assertThat(entries.map(entry -> String.valueOf(entry.getFileName())))
                    .containsExactlyInAnyOrder(
                            Sha256.of("champion 0"),
                            Sha256.of("champion 2"),
                            Sha256.of("champion 3"),
                            Sha256.of("champion 4"),
                            Sha256.of("challenger"));
        }
    }

    @Test
    void blobThatIsNowhereIsMissing() {
        // given
        BlobRef reference = new BlobRef(Sha256.of("gone"), 4L, "text/plain");
        // when / then
        assertThatThrownBy(() -> cacheAt(0).blobsOf(ID).get(reference)).isInstanceOf(MissingBlobException.class);
    }

    @Test
    void idThatIsNoDigestNeverBecomesAPath() {
        assertThatThrownBy(() -> cacheAt(0).blobsOf("../../etc"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not a SHA-256");
    }
}
