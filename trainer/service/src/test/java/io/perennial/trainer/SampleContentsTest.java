package io.perennial.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.encoders.Content;
import io.perennial.runtime.ExitCode;
import io.perennial.runtime.ServiceException;
import io.perennial.schemas.blobs.DirectoryBlobStore;
import io.perennial.schemas.records.BlobRef;
import io.perennial.schemas.records.CuratedSample;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.SourcePosition;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleContentsTest {
    private static final byte[] PICTURE = {1, 2, 3, 4};

    @TempDir
    private Path directory;

    private DirectoryBlobStore blobs;

    @BeforeEach
    void openBlobs() {
        blobs = new DirectoryBlobStore(directory);
    }

    @Test
    void readsText() {
        // given
        CuratedSample sample = CuratedSamples.text("boats on the river");

        // when
        Content content = content(sample);

        // then
        assertThat(content).isEqualTo(new Content.Text("boats on the river"));
    }

    @Test
    void readsAPictureTwiceFromTheRecordItself() {
        // given
        CuratedSample sample = CuratedSamples.image(PICTURE);
        content(sample);

        // when
        Content again = content(sample);

        // then
        assertThat(again)
                .isInstanceOfSatisfying(
                        Content.Image.class,
                        image -> assertThat(image.encoded()).isEqualTo(PICTURE));
    }

    @Test
    void aPictureComesWithItsCaption() {
        // given
        CuratedSample sample = CuratedSamples.image(PICTURE, "a boat");

        // when
        Content content = content(sample);

        // then
        assertThat(content)
                .isInstanceOfSatisfying(
                        Content.Image.class,
                        image -> assertThat(image.caption()).isEqualTo("a boat"));
    }

    @Test
    void redeemsTheClaimCheckOfALargePicture() throws IOException {
        // given
        BlobRef blob = blobs.put(PICTURE, "image/png");
        CuratedSample sample = claimCheck(blob);

        // when
        Content content = content(sample);

        // then
        assertThat(content)
                .isInstanceOfSatisfying(
                        Content.Image.class,
                        image -> assertThat(image.encoded()).isEqualTo(PICTURE));
    }

    @Test
    void namesTheSampleWhosePictureIsMissing() {
        // given
        CuratedSample sample = claimCheck(new BlobRef("ab".repeat(32), 4L, "image/png"));

        // when / then
        assertThatThrownBy(() -> content(sample))
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
                .hasMessageContaining("large picture at curated.images-2@17");
    }

    private Content content(CuratedSample sample) {
        return new SampleContents(blobs).content(new WindowSample(new RecordPosition(2, 17), sample));
    }

    private static CuratedSample claimCheck(BlobRef blob) {
        return CuratedSample.newBuilder()
                .setSampleId("large picture")
                .setModality(Modality.IMAGES)
                .setOrigin(new SourcePosition("raw.images", 0, 0L))
                .setBlob(blob)
                .build();
    }
}
