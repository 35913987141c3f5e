package io.perennial.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.schemas.blobs.DirectoryBlobStore;
import io.perennial.schemas.records.BlobRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobsBehindTest {
    private static final String BYTES = "application/octet-stream";

    @TempDir
    private Path directory;

    @Test
    void everythingIsInTheStoreOnceItIsSynced() throws IOException {
        // given
        DirectoryBlobStore store = new DirectoryBlobStore(directory);
        List<BlobRef> written = new ArrayList<>();
        try (BlobsBehind behind = new BlobsBehind(store)) {
            for (int number = 0; number < 20; number++) {
                written.add(behind.put(content(number), BYTES));
            }

            // when
            behind.sync();

            // then
            for (int number = 0; number < written.size(); number++) {
                assertThat(store.get(written.get(number))).isEqualTo(content(number));
            }
        }
    }

    @Test
    void whatIsReadWasWrittenBefore() throws IOException {
        try (BlobsBehind behind = new BlobsBehind(new DirectoryBlobStore(directory))) {
            // when
            BlobRef reference = behind.put(content(1), BYTES);

            // then
            assertThat(behind.contains(reference)).isTrue();
            assertThat(behind.get(reference)).isEqualTo(content(1));
        }
    }

    @Test
    void failedWriteIsToldWhenEverythingIsSyncedAndNothingIsWrittenAfterIt() throws IOException {
        // given a store that cannot be written, and then can
        Path root = directory.resolve("blobs");
        Files.writeString(root, "a file where the directory should be");
        DirectoryBlobStore store = new DirectoryBlobStore(root);
        try (BlobsBehind behind = new BlobsBehind(store)) {
            BlobRef first = behind.put(content(1), BYTES);
            assertThatThrownBy(behind::sync).isInstanceOf(IOException.class).hasMessageContaining(root.toString());
            Files.delete(root);

            // when
            BlobRef second = behind.put(content(2), BYTES);

            // then
            assertThatThrownBy(behind::sync).isInstanceOf(IOException.class).hasMessageContaining(root.toString());
            assertThat(store.contains(first)).isFalse();
            assertThat(store.contains(second)).isFalse();
        }
    }

    @Test
    void closingLeavesNoPartOfAFile() throws IOException {
        // given
        try (BlobsBehind behind = new BlobsBehind(new DirectoryBlobStore(directory))) {
            for (int number = 0; number < 20; number++) {
                behind.put(content(number), BYTES);
            }
        }

        // then
        try (Stream<Path> files = Files.walk(directory)) {
            assertThat(files.filter(Files::isRegularFile))
                    .noneMatch(file -> file.toString().endsWith(".part"));
        }
    }

    private static byte[] content(int number) {
        byte[] content = new byte[10_000 + number];
        content[0] = (byte) number;
        return content;
    }
}
