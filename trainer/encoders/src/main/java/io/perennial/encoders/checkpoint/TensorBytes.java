package io.perennial.encoders.checkpoint;

import io.perennial.encoders.Manifest;
import io.perennial.encoders.network.Parameter;
import io.perennial.encoders.network.ParameterLayout;
import io.perennial.schemas.blobs.BlobStore;
import io.perennial.schemas.blobs.CorruptBlobException;
import io.perennial.schemas.blobs.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Flat vectors as little-endian 32-bit floats. */
public final class TensorBytes {
    public static final String MEDIA_TYPE = "application/octet-stream";

    private TensorBytes() {}

    /** Writes a vector as one blob and names the tensors inside it. */
    public static Manifest.Vector put(BlobStore blobs, ParameterLayout layout, float[] values) throws IOException {
        byte[] bytes = encode(values);
        List<Manifest.Part> parts = new ArrayList<>();
        for (Parameter parameter : layout.parameters()) {
            int from = Math.toIntExact(parameter.offset() * Float.BYTES);
            int to = from + Math.toIntExact(parameter.elements() * Float.BYTES);
            parts.add(new Manifest.Part(
                    parameter.name(),
                    parameter.shape(),
                    parameter.offset(),
                    Sha256.of(Arrays.copyOfRange(bytes, from, to))));
        }
        return new Manifest.Vector(blobs.put(bytes, MEDIA_TYPE), parts);
    }

    /**
     * Reads a vector.
     *
     * @throws CorruptBlobException if the bytes differ from what the manifest names, or the tensors from what the layout expects
     */
    public static float[] get(BlobStore blobs, ParameterLayout layout, Manifest.Vector vector) throws IOException {
        byte[] bytes = blobs.get(vector.blob());
        List<Manifest.Part> expected = new ArrayList<>();
        for (Parameter parameter : layout.parameters()) {
            int from = Math.toIntExact(parameter.offset() * Float.BYTES);
            int to = from + Math.toIntExact(parameter.elements() * Float.BYTES);
            if (to > bytes.length) {
                throw new CorruptBlobException("tensor vector " + vector.blob().getSha256() + " has " + bytes.length
                        + " bytes; " + parameter.name() + " ends at " + to);
            }
            expected.add(new Manifest.Part(
                    parameter.name(),
                    parameter.shape(),
                    parameter.offset(),
                    Sha256.of(Arrays.copyOfRange(bytes, from, to))));
        }
        if (!expected.equals(vector.parts()) || bytes.length != layout.elements() * Float.BYTES) {
            throw new CorruptBlobException("tensor vector " + vector.blob().getSha256()
                    + " does not hold the tensors that the manifest and the model's configuration name");
        }
        return decode(bytes);
    }

    static byte[] encode(float[] values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asFloatBuffer().put(values);
        return buffer.array();
    }

    static float[] decode(byte[] bytes) {
        float[] values = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }
}
