package io.perennial.schemas.audit;

import io.perennial.schemas.blobs.Sha256;
import io.perennial.schemas.records.Decision;
import io.perennial.schemas.wire.AvroWire;
import io.perennial.schemas.wire.ReleasedSchemas;
import io.perennial.schemas.wire.UndecodableRecordException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/**
 * How decisions are chained: {@code hash} is the SHA-256 of the record's own wire bytes with {@code hash} empty; {@code
 * previousHash} is one of the hashed fields. The bytes are hashed under the schema that wrote them, so a chain stays valid
 * when a later release adds fields. Stateless; safe for use by several threads.
 */
public final class DecisionChain {
    private static final int HEADER_BYTES = 10;
    private static final int FINGERPRINT_AT = 2;
    private static final AvroWire<Decision> WIRE = AvroWire.of(Decision.class);

    private DecisionChain() {}

    /** The same decision with its {@code hash} set; {@code previousHash} must already be set. */
    public static Decision seal(Decision decision) {
        Decision unsealed = Decision.newBuilder(decision).setHash("").build();
        return Decision.newBuilder(unsealed)
                .setHash(Sha256.of(WIRE.encode(unsealed)))
                .build();
    }

    /**
     * The hash that the decision in these wire bytes ought to carry.
     *
     * @throws UndecodableRecordException if the bytes are no decision
     */
    public static String expectedHash(byte[] wireBytes) {
        if (!AvroWire.isSingleObject(wireBytes)) {
            throw new UndecodableRecordException(
                    "Decision: expected Avro single-object encoding (C3 01), saw " + wireBytes.length + " other bytes");
        }
        long fingerprint =
                ByteBuffer.wrap(wireBytes).order(ByteOrder.LITTLE_ENDIAN).getLong(FINGERPRINT_AT);
        Schema written = ReleasedSchemas.find(Decision.getClassSchema(), fingerprint);
        if (written == null) {
            throw new UndecodableRecordException("Decision: written by an unknown schema; upgrade this reader");
        }
        try {
            return Sha256.of(withoutHash(wireBytes, written));
        } catch (IOException | AvroRuntimeException e) {
            throw new UndecodableRecordException("Decision: body is not readable: " + e.getMessage(), e);
        }
    }

    private static byte[] withoutHash(byte[] wireBytes, Schema written) throws IOException {
        GenericRecord decision = new GenericDatumReader<GenericRecord>(written)
                .read(
                        null,
                        DecoderFactory.get()
                                .binaryDecoder(wireBytes, HEADER_BYTES, wireBytes.length - HEADER_BYTES, null));
        decision.put("hash", "");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(wireBytes.length);
        bytes.write(wireBytes, 0, HEADER_BYTES);
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        new GenericDatumWriter<GenericRecord>(written).write(decision, encoder);
        encoder.flush();
        return bytes.toByteArray();
    }
}
