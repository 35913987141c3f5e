package io.perennial.encoders.pretrained;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/** A safetensors file of random numbers. */
final class WrittenTensors {
    private final Random random = new Random(1);
    private final Map<String, float[]> values = new HashMap<>();
    private final List<String> header = new ArrayList<>();
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();

    WrittenTensors with(String name, int... shape) {
        int elements = Arrays.stream(shape).reduce(1, (one, other) -> one * other);
        float[] numbers = new float[elements];
        ByteBuffer bytes = ByteBuffer.allocate(elements * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < elements; i++) {
            numbers[i] = (float) random.nextGaussian();
            bytes.putFloat(numbers[i]);
        }
        values.put(name, numbers);
        header.add(entry(name, "F32", Arrays.toString(shape), data.size(), data.size() + bytes.capacity()));
        data.writeBytes(bytes.array());
        return this;
    }

    float[] values(String name) {
        return values.getOrDefault(name, new float[0]);
    }

    Path write(Path file) throws IOException {
        return write(file, header.stream().collect(Collectors.joining(",", "{", "}")), data.toByteArray());
    }

    static String entry(String name, String type, String shape, long from, long to) {
        return "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}".formatted(name, type, shape, from, to);
    }

    static Path write(Path file, String header, byte[] data) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes =
                ByteBuffer.allocate(Long.BYTES + json.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        return Files.write(file, bytes.putLong(json.length).put(json).put(data).array());
    }
}
