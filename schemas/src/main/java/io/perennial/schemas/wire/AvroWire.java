package io.perennial.schemas.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.avro.util.ClassSecurityValidator;
import org.jspecify.annotations.Nullable;

/**
 * Avro single-object encoding: {@code C3 01}, the 8-byte little-endian CRC-64-AVRO fingerprint of the writer's schema, then
 * the body (Avro specification, "Single object encoding"). No registry is needed: the writer schemas of all releases are on the
 * class path ({@link ReleasedSchemas}). Instances are immutable and safe for use by several threads.
 *
 * @param <T> the generated record class
 */
public final class AvroWire<T extends SpecificRecord> {
    private static final int HEADER_BYTES = 10;
    private static final String RECORDS_PACKAGE = "io.perennial.schemas.records";

    static {
        // Since 1.12.2 Avro refuses to instantiate generated classes unless their package is trusted.
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                ClassSecurityValidator.DEFAULT, type -> type.getPackageName().equals(RECORDS_PACKAGE)));
    }

    private final Schema schema;
    private final byte[] header;
    private final SpecificDatumWriter<T> writer;
    private final ConcurrentMap<Long, SpecificDatumReader<T>> readers = new ConcurrentHashMap<>();

    private AvroWire(Class<T> type) {
        schema = SpecificData.get().getSchema(type);
        header = new byte[HEADER_BYTES];
        header[0] = (byte) 0xC3;
        header[1] = 0x01;
        long fingerprint = ReleasedSchemas.fingerprint(schema);
        for (int i = 0; i < Long.BYTES; i++) {
            header[2 + i] = (byte) (fingerprint >>> (8 * i));
        }
        writer = new SpecificDatumWriter<>(schema);
    }

    public static <T extends SpecificRecordBase> AvroWire<T> of(Class<T> type) {
        return new AvroWire<>(type);
    }

    /** True if the bytes claim to be single-object encoded. Anything else on a raw topic is a plain payload. */
    public static boolean isSingleObject(byte @Nullable [] bytes) {
        return bytes != null && bytes.length >= HEADER_BYTES && bytes[0] == (byte) 0xC3 && bytes[1] == 0x01;
    }

    public byte[] encode(T value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        bytes.writeBytes(header);
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        try {
            writer.write(value, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * Decodes one record, whatever released schema wrote it.
     *
     * @throws UndecodableRecordException if the bytes are no single-object encoding, were written by an unknown schema, or end early
     */
    public T decode(byte[] bytes) {
        if (!isSingleObject(bytes)) {
            throw new UndecodableRecordException(
                    schema.getName() + ": expected Avro single-object encoding (C3 01), saw "
                            + bytes.length + " bytes starting with "
                            + HexFormat.of().formatHex(bytes, 0, Math.min(2, bytes.length)));
        }
        long fingerprint = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            fingerprint |= (bytes[2 + i] & 0xFFL) << (8 * i);
        }
        SpecificDatumReader<T> reader = readers.computeIfAbsent(fingerprint, this::reader);
        try {
            return reader.read(
                    null, DecoderFactory.get().binaryDecoder(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES, null));
            // Avro answers scrambled bytes with many unchecked exceptions, among them UnsupportedOperationException.
        } catch (IOException | RuntimeException e) {
            throw new UndecodableRecordException(
                    schema.getName() + ": body of " + (bytes.length - HEADER_BYTES) + " bytes is not readable: "
                            + e.getMessage(),
                    e);
        }
    }

    private SpecificDatumReader<T> reader(long fingerprint) {
        Schema written = ReleasedSchemas.find(schema, fingerprint);
        if (written == null) {
            throw new UndecodableRecordException(schema.getName() + ": written by an unknown schema with fingerprint "
                    + HexFormat.of().toHexDigits(fingerprint)
                    + "; known are the releases of this build: upgrade the reader before the writer");
        }
        return new SpecificDatumReader<>(written, schema);
    }
}
