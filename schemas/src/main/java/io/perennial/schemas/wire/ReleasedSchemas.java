package io.perennial.schemas.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.jspecify.annotations.Nullable;

/**
 * All schema versions ever released: {@code avro-released/<Record>/<n>.avsc} on the class path, numbered from 1 without gaps and
 * never changed. A reader looks up the writer's schema here by its fingerprint.
 */
public final class ReleasedSchemas {
    private ReleasedSchemas() {}

    /** CRC-64-AVRO of the parsing canonical form. It ignores defaults, docs and logical types. */
    public static long fingerprint(Schema schema) {
        return SchemaNormalization.parsingFingerprint64(schema);
    }

    /** Released versions of a record, oldest first. */
    public static List<Schema> of(String recordName) {
        List<Schema> released = new ArrayList<>();
        for (int version = 1; ; version++) {
            String path = "/avro-released/" + recordName + "/" + version + ".avsc";
            try (InputStream stream = ReleasedSchemas.class.getResourceAsStream(path)) {
                if (stream == null) {
                    return released;
                }
                released.add(new Schema.Parser().parse(stream));
            } catch (IOException e) {
                throw new UncheckedIOException(path, e);
            }
        }
    }

    /** The schema, current or released, with this fingerprint; null: unknown to this build. */
    public static @Nullable Schema find(Schema current, long fingerprint) {
        if (fingerprint(current) == fingerprint) {
            return current;
        }
        for (Schema released : of(current.getName())) {
            if (fingerprint(released) == fingerprint) {
                return released;
            }
        }
        return null;
    }
}
