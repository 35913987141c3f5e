package io.perennial.trainer;

import io.perennial.encoders.Content;
import io.perennial.runtime.ServiceException;
import io.perennial.schemas.blobs.BlobStore;
import io.perennial.schemas.blobs.CorruptBlobException;
import io.perennial.schemas.blobs.MissingBlobException;
import io.perennial.schemas.records.BlobRef;
import io.perennial.schemas.records.CuratedSample;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.topics.Topics;
import java.io.IOException;
import java.nio.ByteBuffer;

/** What an encoder reads of a curated sample; claim checks are redeemed at the blob store, each time anew, to bound memory. */
final class SampleContents {
    private final BlobStore blobs;

    SampleContents(BlobStore blobs) {
        this.blobs = blobs;
    }

    Content content(WindowSample sample) {
        CuratedSample curated = sample.sample();
        if (curated.getModality() != Modality.IMAGES) {
            return new Content.Text(curated.getText());
        }
        BlobRef blob = curated.getBlob();
        return new Content.Image(blob == null ? bytes(curated.getImage()) : redeem(sample, blob), curated.getCaption());
    }

    private byte[] redeem(WindowSample sample, BlobRef blob) {
        String where = "sample " + sample.sample().getSampleId() + " at "
                + sample.position().in(Topics.curated(Modality.IMAGES)) + ": ";
        try {
            return blobs.get(blob);
        } catch (MissingBlobException | CorruptBlobException e) {
            throw ServiceException.data(where + e.getMessage(), e);
        } catch (IOException e) {
            throw ServiceException.dependency(where + "the blob store failed: " + e.getMessage(), e);
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
