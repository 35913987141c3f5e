package io.perennial.runtime.mlflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.schemas.records.BlobRef;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CheckpointUploadTest {
    private static final String FIRST = "a".repeat(64);
    private static final String SECOND = "b".repeat(64);

    @Test
    void everyBlobThatTheManifestNamesIsAFileWithItsName() throws IOException {
        // given
        String manifest = """
                {"format": 1, "parent": "%s",
                 "tensors": {"parameters": {"blob": {"sha256": "%s", "bytes": 12}, "parts": [{"sha256": "x"}]}},
                 "tokenizer": {"sha256": "%s", "bytes": 7, "mediaType": "application/json"}}
                """.formatted(SECOND, FIRST, SECOND);

        // when
        Map<String, BlobRef> files = CheckpointUpload.files(manifest.getBytes(UTF_8));

        // then
        assertThat(files)
                .containsOnly(
                        Map.entry("parameters", new BlobRef(FIRST, 12L, "")),
                        Map.entry("tokenizer", new BlobRef(SECOND, 7L, "application/json")));
    }

    @Test
    void namesThatClashOrCouldLeaveTheFolderAreReplacedByTheDigest() throws IOException {
        // given
        String manifest = """
                [{"name": "x", "sha256": "%s", "bytes": 1}, {"name": "x", "sha256": "%s", "bytes": 2},
                 {"name": "../y", "sha256": "%s", "bytes": 3}]
                """.formatted(FIRST, SECOND, "c".repeat(64));

        // when
        Map<String, BlobRef> files = CheckpointUpload.files(manifest.getBytes(UTF_8));

        // then
        assertThat(files).containsOnlyKeys("x", SECOND, "c".repeat(64));
    }
}
