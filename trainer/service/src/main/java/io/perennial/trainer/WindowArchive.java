package io.perennial.trainer;

import io.perennial.schemas.blobs.BlobStore;
import io.perennial.schemas.blobs.CorruptBlobException;
import io.perennial.schemas.records.BlobRef;
import io.perennial.schemas.records.CuratedSample;
import io.perennial.schemas.wire.AvroWire;
import io.perennial.schemas.wire.UndecodableRecordException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The samples of a window as one blob, in the order in which they were merged: for each a partition, an offset and the record as it
 * stands in the topic, preceded by its length. Equal windows give equal bytes, so the blob does not make two runs differ.
 */
final class WindowArchive {
    static final String MEDIA_TYPE = "application/vnd.perennial.samples";

    private static final AvroWire<CuratedSample> WIRE = AvroWire.of(CuratedSample.class);

    private WindowArchive() {}

    static BlobRef write(BlobStore blobs, List<WindowSample> samples) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream output = new DataOutputStream(bytes);
        for (WindowSample sample : samples) {
            byte[] record = WIRE.encode(sample.sample());
            output.writeInt(sample.position().partition());
            output.writeLong(sample.position().offset());
            output.writeInt(record.length);
            output.write(record);
        }
        return blobs.put(bytes.toByteArray(), MEDIA_TYPE);
    }

    /**
     * Reads an archive.
     *
     * @throws CorruptBlobException if the blob differs from its reference or holds a record that cannot be decoded
     */
    static List<WindowSample> read(BlobStore blobs, BlobRef archive) throws IOException {
        List<WindowSample> samples = new ArrayList<>();
        DataInputStream input = new DataInputStream(new ByteArrayInputStream(blobs.get(archive)));
        while (input.available() > 0) {
            RecordPosition position = new RecordPosition(input.readInt(), input.readLong());
            byte[] record = input.readNBytes(input.readInt());
            try {
                samples.add(new WindowSample(position, WIRE.decode(record)));
            } catch (UndecodableRecordException e) {
                CorruptBlobException corrupt = new CorruptBlobException("archive " + archive.getSha256()
                        + ", record of partition " + position.partition() + "@" + position.offset() + ": "
                        + e.getMessage());
                corrupt.initCause(e);
                throw corrupt;
            }
        }
        return samples;
    }
}
