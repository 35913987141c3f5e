package io.perennial.encoders.checkpoint;

import io.perennial.encoders.Manifest;
import io.perennial.encoders.network.Parameter;
import io.perennial.encoders.network.ParameterLayout;
import io.perennial.encoders.network.StoredNumber;
import io.perennial.schemas.blobs.BlobStore;
import io.perennial.schemas.blobs.CorruptBlobException;
import io.perennial.schemas.blobs.Sha256;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Flat vectors as little-endian bytes: single precision, or what their layout says. */
public final class TensorBytes {
    public static final String MEDIA_TYPE = "application/octet-stream";

    private TensorBytes() {}

    /** Writes a vector as one blob and names the tensors inside it. */
    public static Manifest.Vector put(BlobStore blobs, ParameterLayout layout, float[] values) throws IOException {
        byte[] bytes = layout.stored().encode(values);
        List<Manifest.Part> parts = new ArrayList<>();
        for (Parameter parameter : layout.parameters()) {
            parts.add(part(layout, parameter, bytes));
        }
        return new Manifest.Vector(blobs.put(bytes, MEDIA_TYPE), layout.stored(), parts);
    }

    /**
     * Reads a vector.
     *
     * @throws CorruptBlobException if the bytes differ from what the manifest names, or the tensors from what the layout expects
     */
    public static float[] get(BlobStore blobs, ParameterLayout layout, Manifest.Vector vector) throws IOException {
        if (vector.stored() != layout.stored()) {
            throw new CorruptBlobException("tensor vector " + vector.blob().getSha256() + " is stored as "
                    + vector.stored().label() + "; the model's configuration asks for "
                    + layout.stored().label());
        }
        byte[] bytes = blobs.get(vector.blob());
        List<Manifest.Part> expected = new ArrayList<>();
        for (Parameter parameter : layout.parameters()) {
            long end = end(layout, parameter);
            if (end > bytes.length) {
                throw new CorruptBlobException("tensor vector " + vector.blob().getSha256() + " has " + bytes.length
                        + " bytes; " + parameter.name() + " ends at " + end);
            }
            expected.add(part(layout, parameter, bytes));
        }
        long length = layout.elements() * layout.stored().bytes();
        if (!expected.equals(vector.parts()) || bytes.length != length) {
            throw new CorruptBlobException("tensor vector " + vector.blob().getSha256()
                    + " does not hold the tensors that the manifest and the model's configuration name");
        }
        return layout.stored().decode(bytes);
    }

    private static Manifest.Part part(ParameterLayout layout, Parameter parameter, byte[] bytes) {
        int from = Math.toIntExact(parameter.offset() * layout.stored().bytes());
        int to = Math.toIntExact(end(layout, parameter));
        return new Manifest.Part(
                parameter.name(),
                parameter.shape(),
                parameter.offset(),
                Sha256.of(Arrays.copyOfRange(bytes, from, to)));
    }

    /** The byte behind its last one. */
    private static long end(ParameterLayout layout, Parameter parameter) {
        return (parameter.offset() + parameter.elements()) * layout.stored().bytes();
    }

    /** Single precision, little-endian. */
    static byte[] encode(float[] values) {
        return StoredNumber.FLOAT32.encode(values);
    }

    static float[] decode(byte[] bytes) {
        return StoredNumber.FLOAT32.decode(bytes);
    }
}
