package io.perennial.trainer;

import io.perennial.schemas.blobs.BlobStore;
import io.perennial.schemas.records.BlobRef;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The offsets that a replay buffer holds after an update as one blob: partition and offset of each, in order. */
final class KeptPositions {
    static final String MEDIA_TYPE = "application/vnd.perennial.positions";

    private KeptPositions() {}

    static BlobRef write(BlobStore blobs, List<RecordPosition> positions) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream output = new DataOutputStream(bytes);
        for (RecordPosition position : positions) {
            output.writeInt(position.partition());
            output.writeLong(position.offset());
        }
        return blobs.put(bytes.toByteArray(), MEDIA_TYPE);
    }

    static List<RecordPosition> read(BlobStore blobs, BlobRef kept) throws IOException {
        List<RecordPosition> positions = new ArrayList<>();
        DataInputStream input = new DataInputStream(new ByteArrayInputStream(blobs.get(kept)));
        while (input.available() > 0) {
            positions.add(new RecordPosition(input.readInt(), input.readLong()));
        }
        return positions;
    }
}
