package io.perennial.encoders.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.perennial.encoders.Lineage;
import io.perennial.encoders.Manifest;
import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.network.StoredNumber;
import io.perennial.schemas.blobs.CorruptBlobException;
import io.perennial.schemas.blobs.Sha256;
import io.perennial.schemas.records.BlobRef;
import io.perennial.schemas.records.OffsetRange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Manifests as JSON with sorted keys and fixed line ends. */
public final class ManifestJson {
    public static final String MEDIA_TYPE = "application/json";

    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
    private static final ObjectWriter WRITER =
            MAPPER.writer(new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")));

    private ManifestJson() {}

    /** The bytes whose digest is the checkpoint's identity; {@link Manifest#checkpointId()} is not read. */
    public static byte[] write(Manifest manifest) {
        Map<String, @Nullable Object> fields = new TreeMap<>();
        fields.put("format", Manifest.FORMAT);
        fields.put("model", manifest.configuration().name());
        fields.put("configuration", manifest.configuration().values());
        fields.put("seed", manifest.seed());
        fields.put("steps", manifest.steps());
        fields.put("lineage", lineage(manifest.lineage()));
        Map<String, Object> tensors = new TreeMap<>();
        manifest.tensors().forEach((name, vector) -> tensors.put(name, vector(vector)));
        fields.put("tensors", tensors);
        fields.put("tokenizer", blob(manifest.tokenizer()));
        fields.put("probe", blob(manifest.probe()));
        if (manifest.trace() != null) {
            fields.put("trace", reference(manifest.trace()));
        }
        fields.put("environment", manifest.environment());
        try {
            return (WRITER.writeValueAsString(fields) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a manifest is made of maps, strings and numbers only", e);
        }
    }

    /**
     * @throws CorruptBlobException if the bytes are no manifest, or of a newer format
     */
    public static Manifest read(byte[] bytes) throws IOException {
        String id = Sha256.of(bytes);
        JsonNode json;
        try {
            json = MAPPER.readTree(bytes);
        } catch (JsonProcessingException e) {
            CorruptBlobException corrupt =
                    new CorruptBlobException("manifest " + id + " is no JSON: " + e.getOriginalMessage());
            corrupt.initCause(e);
            throw corrupt;
        }
        int format = json.path("format").asInt(0);
        if (format < 1 || format > Manifest.FORMAT) {
            throw new CorruptBlobException("manifest " + id + " has format " + format + "; this version reads 1 to "
                    + Manifest.FORMAT + "; use a newer version of the software");
        }
        return manifest(id, json);
    }

    private static Manifest manifest(String id, JsonNode json) throws CorruptBlobException {
        SortedMap<String, Manifest.Vector> tensors = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : required(id, json, "tensors").properties()) {
            tensors.put(entry.getKey(), vector(id, entry.getKey(), entry.getValue()));
        }
        return new Manifest(
                id,
                configuration(id, json),
                required(id, json, "seed").asLong(),
                required(id, json, "steps").asLong(),
                lineage(id, required(id, json, "lineage")),
                tensors,
                optionalBlob(id, json, "tokenizer"),
                blob(id, required(id, json, "probe")),
                optionalBlob(id, json, "trace"),
                strings(required(id, json, "environment")));
    }

    private static ModelConfiguration configuration(String id, JsonNode json) throws CorruptBlobException {
        String model = required(id, json, "model").asText();
        SortedMap<String, String> values = strings(required(id, json, "configuration"));
        try {
            return new ModelConfiguration(model, values);
        } catch (IllegalArgumentException e) {
            CorruptBlobException corrupt = new CorruptBlobException("manifest " + id
                    + " has a configuration that this version cannot read: " + e.getMessage()
                    + "; use the version of the software that wrote it, or a newer one");
            corrupt.initCause(e);
            throw corrupt;
        }
    }

    private static Map<String, @Nullable Object> lineage(Lineage lineage) {
        Map<String, @Nullable Object> fields = new TreeMap<>();
        fields.put("parentId", lineage.parentId());
        fields.put("parentChainHash", lineage.parentChainHash());
        fields.put("version", lineage.version());
        fields.put("windows", ranges(lineage.windows()));
        fields.put("nextOffsets", ranges(lineage.nextOffsets()));
        fields.put("replayed", ranges(lineage.replayed()));
        fields.put("samples", lineage.samples());
        fields.put("controlOffset", lineage.controlOffset());
        fields.put("configHash", lineage.configHash());
        fields.put("codeVersion", lineage.codeVersion());
        if (!lineage.settings().isEmpty()) {
            fields.put("settings", lineage.settings());
        }
        if (lineage.archive() != null) {
            fields.put("archive", reference(lineage.archive()));
        }
        if (lineage.replayBuffer() != null) {
            fields.put("replayBuffer", reference(lineage.replayBuffer()));
        }
        return fields;
    }

    private static Lineage lineage(String id, JsonNode json) throws CorruptBlobException {
        return new Lineage(
                optional(json, "parentId"),
                optional(json, "parentChainHash"),
                required(id, json, "version").asLong(),
                ranges(id, required(id, json, "windows")),
                ranges(id, required(id, json, "nextOffsets")),
                ranges(id, required(id, json, "replayed")),
                required(id, json, "samples").asLong(),
                required(id, json, "controlOffset").asLong(),
                required(id, json, "configHash").asText(),
                required(id, json, "codeVersion").asText(),
                strings(json.path("settings")),
                optionalBlob(id, json, "archive"),
                optionalBlob(id, json, "replayBuffer"));
    }

    private static List<Map<String, Object>> ranges(List<OffsetRange> ranges) {
        List<Map<String, Object>> list = new ArrayList<>();
        for (OffsetRange range : ranges) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("topic", range.getTopic());
            fields.put("partition", range.getPartition());
            fields.put("fromOffset", range.getFromOffset());
            fields.put("toOffset", range.getToOffset());
            list.add(fields);
        }
        return list;
    }

    private static List<OffsetRange> ranges(String id, JsonNode json) throws CorruptBlobException {
        List<OffsetRange> ranges = new ArrayList<>();
        for (JsonNode range : json) {
            ranges.add(new OffsetRange(
                    required(id, range, "topic").asText(),
                    required(id, range, "partition").asInt(),
                    required(id, range, "fromOffset").asLong(),
                    required(id, range, "toOffset").asLong()));
        }
        return ranges;
    }

    private static Map<String, Object> vector(Manifest.Vector vector) {
        List<Map<String, Object>> parts = new ArrayList<>();
        for (Manifest.Part part : vector.parts()) {
            parts.add(Map.of(
                    "name", part.name(), "shape", part.shape(), "offset", part.offset(), "sha256", part.sha256()));
        }
        return Map.of("type", vector.stored().label(), "blob", reference(vector.blob()), "parts", parts);
    }

    private static Manifest.Vector vector(String id, String name, JsonNode json) throws CorruptBlobException {
        String label = json.path("type").asText(StoredNumber.FLOAT32.label());
        Optional<StoredNumber> stored = StoredNumber.of(label);
        if (stored.isEmpty()) {
            throw new CorruptBlobException("manifest " + id + " stores vector " + name + " as " + label
                    + "; this version reads "
                    + Arrays.stream(StoredNumber.values())
                            .map(StoredNumber::label)
                            .toList()
                    + "; use a newer version of the software");
        }
        List<Manifest.Part> parts = new ArrayList<>();
        for (JsonNode part : required(id, json, "parts")) {
            List<Long> shape = new ArrayList<>();
            required(id, part, "shape").forEach(size -> shape.add(size.asLong()));
            parts.add(new Manifest.Part(
                    required(id, part, "name").asText(),
                    shape,
                    required(id, part, "offset").asLong(),
                    required(id, part, "sha256").asText()));
        }
        return new Manifest.Vector(blob(id, required(id, json, "blob")), stored.get(), parts);
    }

    private static @Nullable Map<String, Object> blob(@Nullable BlobRef blob) {
        return blob == null ? null : reference(blob);
    }

    private static Map<String, Object> reference(BlobRef blob) {
        return Map.of("sha256", blob.getSha256(), "bytes", blob.getBytes(), "mediaType", blob.getMediaType());
    }

    private static BlobRef blob(String id, JsonNode json) throws CorruptBlobException {
        return new BlobRef(
                required(id, json, "sha256").asText(),
                required(id, json, "bytes").asLong(),
                required(id, json, "mediaType").asText());
    }

    private static @Nullable BlobRef optionalBlob(String id, JsonNode json, String field) throws CorruptBlobException {
        return json.path(field).isObject() ? blob(id, json.path(field)) : null;
    }

    private static SortedMap<String, String> strings(JsonNode json) {
        SortedMap<String, String> values = new TreeMap<>();
        json.properties()
                .forEach(entry -> values.put(entry.getKey(), entry.getValue().asText()));
        return values;
    }

    private static @Nullable String optional(JsonNode json, String field) {
        return json.path(field).isTextual() ? json.path(field).asText() : null;
    }

    private static JsonNode required(String id, JsonNode json, String field) throws CorruptBlobException {
        JsonNode value = json.path(field);
        if (value.isMissingNode() || value.isNull()) {
            throw new CorruptBlobException(
                    "manifest " + id + " has no field " + field + "; it was not written by this software");
        }
        return value;
    }
}
