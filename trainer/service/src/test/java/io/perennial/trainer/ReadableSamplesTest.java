package io.perennial.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.encoders.Objective;
import io.perennial.runtime.ServiceException;
import io.perennial.schemas.blobs.DirectoryBlobStore;
import io.perennial.schemas.records.BlobRef;
import io.perennial.schemas.records.CuratedSample;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.SourcePosition;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadableSamplesTest {
    @TempDir
    private Path directory;

    private final List<String> leftOut = new ArrayList<>();
    private final List<Long> withoutCaption = new ArrayList<>();

    @Test
    void picturesThatCanBeDecodedAreRead() throws IOException {
        assertThat(isReadable(Modality.IMAGES, CuratedSamples.image(picture()))).isTrue();
        assertThat(leftOut).isEmpty();
    }

    @Test
    void theSampleThatIsLeftOutIsNamedWithItsPlaceInTheLogAndTheReason() throws IOException {
        // given
        byte[] torn = Arrays.copyOf(picture(), 40);

        // when
        boolean readable = isReadable(Modality.IMAGES, CuratedSamples.image(torn));

        // then
        assertThat(readable).isFalse();
        assertThat(leftOut)
                .singleElement()
                .asString()
                .contains("image-encoder", "image", "curated.images-2@17", "cannot be decoded");
    }

    @Test
    void bytesOfNoKnownFormatAreNotReadable() {
        assertThat(isReadable(Modality.IMAGES, CuratedSamples.image(new byte[0])))
                .isFalse();
        assertThat(leftOut).singleElement().asString().contains("no known format");
    }

    @Test
    void samplesOfAnotherModalityAreNotReadable() {
        assertThat(isReadable(Modality.IMAGES, CuratedSamples.text("boats"))).isFalse();
        assertThat(leftOut).singleElement().asString().contains("modality TEXT");
    }

    @Test
    void anyTextIsReadable() {
        assertThat(isReadable(Modality.TEXT, CuratedSamples.text(""))).isTrue();
    }

    @Test
    void aClaimCheckThatCannotBeRedeemedIsNoPropertyOfTheSample() {
        // given
        CuratedSample claim = CuratedSample.newBuilder()
                .setSampleId("large picture")
                .setModality(Modality.IMAGES)
                .setOrigin(new SourcePosition("raw.images", 0, 0L))
                .setBlob(new BlobRef("ab".repeat(32), 4L, "image/png"))
                .build();

        // when / then
        assertThatThrownBy(() -> isReadable(Modality.IMAGES, claim)).isInstanceOf(ServiceException.class);
    }

    @Test
    void aPictureWithoutACaptionIsReadUnlessTheObjectiveLearnsFromCaptions() throws IOException {
        // given
        CuratedSample bare = CuratedSamples.image(picture());

        // when / then
        assertThat(isReadable(Modality.IMAGES, Objective.SIMCLR, bare)).isTrue();
        assertThat(isReadable(Modality.IMAGES, Objective.CLIP, bare)).isFalse();
        assertThat(leftOut).isEmpty();
        assertThat(withoutCaption).containsExactly(1L);
    }

    @Test
    void aPictureWithACaptionIsReadByEveryObjective() throws IOException {
        // given
        CuratedSample captioned = CuratedSamples.image(picture(), "a boat");

        // when / then
        assertThat(isReadable(Modality.IMAGES, Objective.SIMCLR, captioned)).isTrue();
        assertThat(isReadable(Modality.IMAGES, Objective.CLIP, captioned)).isTrue();
        assertThat(withoutCaption).isEmpty();
    }

    private boolean isReadable(Modality modality, CuratedSample sample) {
        return isReadable(modality, Objective.MASKED_AUTOENCODER, sample);
    }

    private boolean isReadable(Modality modality, Objective objective, CuratedSample sample) {
        TrainingListener listener = new TrainingListener() {
            @Override
            public void leftOut(String model, String sampleId, String position, String reason) {
                leftOut.add(String.join(" ", model, sampleId, position, reason));
            }

            @Override
            public void withoutCaption(String model, long pictures) {
                withoutCaption.add(pictures);
            }
        };
        SampleContents contents = new SampleContents(new DirectoryBlobStore(directory));
        return new ReadableSamples("image-encoder", modality, objective, contents, listener)
                .test(new WindowSample(new RecordPosition(2, 17), sample));
    }

    private static byte[] picture() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB), "png", bytes);
        return bytes.toByteArray();
    }
}
