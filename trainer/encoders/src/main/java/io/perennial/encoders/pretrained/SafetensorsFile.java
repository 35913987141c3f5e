package io.perennial.encoders.pretrained;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Tensors by name, as the safetensors library writes them: the length of the header (8 bytes, little-endian), the header (JSON), and the
 * numbers. A file is refused as a whole where its header and its bytes do not fit each other, so that nothing is read from a place
 * where something else lies. Immutable; each tensor is read from the file when it is asked for.
 */
final class SafetensorsFile {
    /** As in the library. */
    static final long LONGEST_HEADER = 100_000_000;

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final String METADATA = "__metadata__";

    private final Path file;
    private final long dataStart;
    private final SortedMap<String, Entry> entries;

    /**
     * A tensor.
     *
     * @param type of its numbers
     * @param shape row-major
     * @param from first byte, counted from the end of the header
     * @param to behind the last byte
     */
    record Entry(ElementType type, List<Long> shape, long from, long to) {}

    private SafetensorsFile(Path file, long dataStart, SortedMap<String, Entry> entries) {
        this.file = file;
        this.dataStart = dataStart;
        this.entries = Collections.unmodifiableSortedMap(entries);
    }

    /**
     * Reads the header of a file.
     *
     * @throws IllegalArgumentException in one line, where it is no such file or contradicts itself
     */
    static SafetensorsFile open(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            if (channel.size() < Long.BYTES) {
                throw refused(file, "has " + channel.size() + " bytes; a header needs at least 8");
            }
            long length = read(channel, 0, Long.BYTES).getLong();
            if (length < 0 || length > LONGEST_HEADER) {
                throw refused(
                        file,
                        "names a header of " + Long.toUnsignedString(length) + " bytes; at most " + LONGEST_HEADER
                                + " are allowed");
            }
            long dataStart = Long.BYTES + length;
            if (dataStart > channel.size()) {
                throw refused(
                        file, "names a header of " + length + " bytes, but has " + channel.size() + ": it is cut off");
            }
            byte[] header = read(channel, Long.BYTES, (int) length).array();
            return new SafetensorsFile(
                    file, dataStart, entries(file, parsed(file, header), channel.size() - dataStart));
        }
    }

    /** The tensors by name. */
    SortedMap<String, Entry> entries() {
        return entries;
    }

    /**
     * The numbers of a tensor, row-major.
     *
     * @throws IllegalArgumentException if its numbers are whole numbers
     */
    float[] values(String name) throws IOException {
        Entry entry = entries.get(name);
        if (entry == null || !entry.type().isReadable()) {
            throw refused(
                    file,
                    "tensor " + name + " is " + (entry == null ? "missing" : "of type " + entry.type())
                            + "; F64, F32, F16 and BF16 are read");
        }
        float[] values = new float
                [Math.toIntExact((entry.to() - entry.from()) / entry.type().bytes())];
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer bytes = read(channel, dataStart + entry.from(), Math.toIntExact(entry.to() - entry.from()));
            for (int i = 0; i < values.length; i++) {
                values[i] = entry.type().next(bytes);
            }
        }
        return values;
    }

    private static JsonNode parsed(Path file, byte[] header) throws IOException {
        try {
            JsonNode json = MAPPER.readTree(header);
            if (json == null || !json.isObject()) {
                throw refused(file, "has a header that is no JSON object: it is no safetensors file");
            }
            return json;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    file + " has a header that is no JSON: " + e.getOriginalMessage() + ": it is no safetensors file",
                    e);
        }
    }

    private static SortedMap<String, Entry> entries(Path file, JsonNode json, long dataLength) {
        SortedMap<String, Entry> entries = new TreeMap<>();
        for (Map.Entry<String, JsonNode> field : json.properties()) {
            if (!field.getKey().equals(METADATA)) {
                entries.put(field.getKey(), entry(file, field.getKey(), field.getValue()));
            }
        }
        List<Map.Entry<String, Entry>> ordered = new ArrayList<>(entries.entrySet());
        ordered.sort(Comparator.comparingLong(
                        (Map.Entry<String, Entry> tensor) -> tensor.getValue().from())
                .thenComparingLong(tensor -> tensor.getValue().to()));
        long end = 0;
        for (Map.Entry<String, Entry> tensor : ordered) {
            Entry entry = tensor.getValue();
            if (entry.to() > dataLength) {
                throw refused(
                        file,
                        "tensor " + tensor.getKey() + " ends at byte " + entry.to() + " of the data, which has "
                                + dataLength + ": the file is cut off");
            }
            if (entry.from() != end) {
                throw refused(
                        file,
                        "tensor " + tensor.getKey() + " begins at byte " + entry.from()
                                + " of the data, but the one before it ends at " + end
                                + ": tensors must follow each other without gap or overlap");
            }
            end = entry.to();
        }
        if (end != dataLength) {
            throw refused(file, "has " + dataLength + " bytes of data, of which tensors name " + end);
        }
        return entries;
    }

    private static Entry entry(Path file, String name, JsonNode json) {
        String dtype = json.path("dtype").asText("");
        ElementType type = Arrays.stream(ElementType.values())
                .filter(known -> known.name().equals(dtype))
                .findFirst()
                .orElseThrow(() -> refused(
                        file,
                        "tensor " + name + " has dtype '" + dtype + "'; known are "
                                + Arrays.toString(ElementType.values())));
        List<Long> shape = numbers(file, name, "shape", json.path("shape"));
        List<Long> offsets = numbers(file, name, "data_offsets", json.path("data_offsets"));
        if (offsets.size() != 2 || offsets.get(0) > offsets.get(1)) {
            throw refused(
                    file,
                    "tensor " + name + " has data_offsets " + offsets + "; they must be where it begins and ends");
        }
        long bytes = offsets.get(1) - offsets.get(0);
        if (bytes != bytes(shape, type)) {
            throw refused(
                    file, "tensor " + name + " of shape " + shape + " and dtype " + type + " has " + bytes + " bytes");
        }
        return new Entry(type, shape, offsets.get(0), offsets.get(1));
    }

    /** Bytes of a tensor, or -1 for more than can be counted. */
    private static long bytes(List<Long> shape, ElementType type) {
        long bytes = type.bytes();
        try {
            for (long size : shape) {
                bytes = Math.multiplyExact(bytes, size);
            }
        } catch (ArithmeticException tooMany) {
            return -1;
        }
        return bytes;
    }

    private static List<Long> numbers(Path file, String name, String field, JsonNode json) {
        List<Long> numbers = new ArrayList<>();
        for (JsonNode number : json) {
            if (!number.canConvertToLong() || !number.isIntegralNumber() || number.asLong() < 0) {
                throw refused(
                        file, "tensor " + name + " has " + field + " " + json + "; they must be whole numbers from 0");
            }
            numbers.add(number.asLong());
        }
        if (!json.isArray()) {
            throw refused(file, "tensor " + name + " has no list " + field);
        }
        return List.copyOf(numbers);
    }

    private static ByteBuffer read(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw new EOFException("the file ended at byte " + (position + buffer.position()));
            }
        }
        return buffer.flip();
    }

    private static IllegalArgumentException refused(Path file, String reason) {
        return new IllegalArgumentException(file + ": " + reason);
    }
}
