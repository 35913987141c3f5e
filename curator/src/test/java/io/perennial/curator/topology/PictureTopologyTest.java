package io.perennial.curator.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.schemas.records.BlobRef;
import io.perennial.schemas.records.CuratedSample;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.Outcome;
import io.perennial.schemas.records.RawSample;
import io.perennial.schemas.records.Score;
import io.perennial.schemas.records.Verdict;
import io.perennial.schemas.wire.AvroWire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/** What becomes of pictures and their captions. */
class PictureTopologyTest extends TopologyFixture {
    @Test
    void pixelsAreTheContentOfAPicture() {
        // given
        curator.publish(Modality.IMAGES, "camera", Pictures.noise(32, 32, 7, "png"));

        // when
        curator.publish(Modality.IMAGES, "camera", Pictures.noise(32, 32, 7, "bmp"));

        // then
        assertThat(curator.verdicts()).extracting(Verdict::getOutcome).containsExactly(Outcome.KEPT, Outcome.DUPLICATE);
        assertThat(curator.curated(Modality.IMAGES))
                .singleElement()
                .satisfies(sample ->
                        assertThat(sample.getImage()).isEqualTo(ByteBuffer.wrap(Pictures.noise(32, 32, 7, "png"))));
    }

    @Test
    void aLargePictureKeepsItsClaimCheck() throws IOException {
        // given
        BlobRef blob = curator.blobs.put(Pictures.noise(64, 48, 1, "jpeg"), "image/jpeg");

        // when
        curator.publish(Modality.IMAGES, "camera", avro("p1", "", blob));

        // then
        CuratedSample sample = curator.curated(Modality.IMAGES).get(0);
        assertThat(sample.getBlob()).isEqualTo(blob);
        assertThat(sample.getImage().remaining()).isZero();
        assertThat(sample.getWidth()).isEqualTo(64);
        assertThat(sample.getHeight()).isEqualTo(48);
    }

    @Test
    void picturesThatTeachNothingAreRefusedByTheirRules() {
        // given
        byte[] whole = Pictures.noise(64, 64, 3, "jpeg");

        // when
        curator.publish(Modality.IMAGES, "camera", Pictures.declaring(60_000, 60_000));
        curator.publish(Modality.IMAGES, "camera", Pictures.noise(8, 8, 1, "png"));
        curator.publish(Modality.IMAGES, "camera", Pictures.noise(100, 20, 1, "png"));
        curator.publish(Modality.IMAGES, "camera", Pictures.plain(64, 64));
        curator.publish(Modality.IMAGES, "camera", Arrays.copyOf(whole, whole.length / 2));
        curator.publish(Modality.IMAGES, "camera", "not a picture");

        // then
        assertThat(curator.verdicts())
                .extracting(Verdict::getRule)
                .containsExactly(
                        "too_many_pixels",
                        "too_small",
                        "odd_aspect_ratio",
                        "low_information",
                        "damaged_image",
                        "undecodable_image");
    }

    @Test
    void theCaptionOfAPictureIsNormalisedMaskedAndKeptWithIt() {
        // given
        Headers headers = new RecordHeaders();
        headers.add("caption", "  A boat,\r\nseen by  ann@example.org ".getBytes(StandardCharsets.UTF_8));

        // when
        curator.publish(Modality.IMAGES, "camera", Pictures.noise(32, 32, 7, "png"), headers);

        // then
        assertThat(curator.curated(Modality.IMAGES))
                .singleElement()
                .extracting(CuratedSample::getCaption)
                .isEqualTo("A boat,\nseen by <EMAIL>");
        Verdict verdict = curator.verdicts().get(0);
        assertThat(verdict.getMaskedSpans()).isEqualTo(1);
        assertThat(verdict.getScores())
                .anySatisfy(score -> assertThat(score).isEqualTo(new Score("caption_characters", 23.0, null)));
    }

    @Test
    void theCaptionOfAnAvroSampleIsReadLikeTheHeader() {
        // given
        RawSample sample = RawSample.newBuilder()
                .setPayload(ByteBuffer.wrap(Pictures.noise(32, 32, 7, "png")))
                .setCaption("A boat ")
                .build();

        // when
        curator.publish(Modality.IMAGES, "camera", AvroWire.of(RawSample.class).encode(sample));

        // then
        assertThat(curator.curated(Modality.IMAGES))
                .singleElement()
                .extracting(CuratedSample::getCaption)
                .isEqualTo("A boat");
    }

    @Test
    void aPictureIsKeptWithoutACaptionThatCannotBeUsed() {
        // given
        Headers headers = new RecordHeaders();
        headers.add("caption", new byte[] {'b', 'o', 'a', 't', (byte) 0xFF});

        // when
        curator.publish(Modality.IMAGES, "camera", Pictures.noise(32, 32, 7, "png"), headers);

        // then
        assertThat(curator.curated(Modality.IMAGES))
                .singleElement()
                .extracting(CuratedSample::getCaption)
                .isEqualTo("");
        Verdict verdict = curator.verdicts().get(0);
        assertThat(verdict.getOutcome()).isEqualTo(Outcome.KEPT);
        assertThat(verdict.getScores())
                .anySatisfy(score -> assertThat(score).isEqualTo(new Score("caption_characters", 0.0, null)));
    }

    @Test
    void theSamePictureWithAnotherCaptionIsADuplicate() {
        // given
        Headers headers = new RecordHeaders();
        headers.add("caption", "A boat".getBytes(StandardCharsets.UTF_8));
        curator.publish(Modality.IMAGES, "camera", Pictures.noise(32, 32, 7, "png"));

        // when
        curator.publish(Modality.IMAGES, "camera", Pictures.noise(32, 32, 7, "png"), headers);

        // then
        assertThat(curator.verdicts()).extracting(Verdict::getOutcome).containsExactly(Outcome.KEPT, Outcome.DUPLICATE);
    }

    @Test
    void aCaptionOfATextIsNotRead() {
        // given
        Headers headers = new RecordHeaders();
        headers.add("caption", "A boat".getBytes(StandardCharsets.UTF_8));

        // when
        curator.publish(Modality.TEXT, "docs", PARAGRAPH.getBytes(StandardCharsets.UTF_8), headers);

        // then
        assertThat(curator.curated(Modality.TEXT))
                .singleElement()
                .extracting(CuratedSample::getCaption)
                .isEqualTo("");
    }
}
