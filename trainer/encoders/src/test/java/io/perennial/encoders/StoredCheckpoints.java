package io.perennial.encoders;

import io.perennial.schemas.blobs.DirectoryBlobStore;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A blob store of its own for each test, with the checkpoints in it. */
abstract class StoredCheckpoints {
    @TempDir
    Path directory;

    DirectoryBlobStore blobs;
    Checkpoints checkpoints;

    @BeforeEach
    void openStore() {
        blobs = new DirectoryBlobStore(directory);
        checkpoints = new Checkpoints(blobs);
    }
}
