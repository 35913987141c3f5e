package io.perennial.schemas.evolution;

import io.perennial.schemas.blobs.Sha256;
import io.perennial.schemas.wire.ReleasedSchemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaFormatter;

/**
 * Releases what changed: writes {@code <Record>/<n+1>.avsc} for every record whose schema differs from its newest release, and
 * the digests of all released files. Refuses a change that an older release could not read.
 *
 * <p>Usage: {@code mvn -pl schemas compile exec:java -Dexec.mainClass=io.perennial.schemas.evolution.SchemaRelease}
 */
public final class SchemaRelease {
    public static final String DIGESTS = "SHA256SUMS";

    private final Path directory;

    public SchemaRelease(Path directory) {
        this.directory = directory;
    }

    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments.length == 1 ? arguments[0] : "schemas/src/main/resources/avro-released");
        new SchemaRelease(directory).release(CurrentSchemas.all());
    }

    /** Returns the files written. */
    public List<Path> release(List<Schema> schemas) throws IOException {
        List<Path> written = new ArrayList<>();
        for (Schema schema : schemas) {
            List<Schema> released = ReleasedSchemas.of(schema.getName());
            if (!released.isEmpty() && released.get(released.size() - 1).equals(schema)) {
                continue;
            }
            for (Schema older : released) {
                List<String> problems = SchemaEvolution.incompatibilities(older, schema);
                if (!problems.isEmpty()) {
                    throw new IllegalStateException(schema.getName() + " cannot be released: "
                            + String.join("; ", problems)
                            + ". Add a field with a default, or start a new topic with the suffix .v2");
                }
            }
            Path file = directory.resolve(schema.getName()).resolve((released.size() + 1) + ".avsc");
            Files.createDirectories(directory.resolve(schema.getName()));
            Files.writeString(file, SchemaFormatter.format("json/pretty", schema) + "\n");
            written.add(file);
        }
        Files.writeString(directory.resolve(DIGESTS), digests(directory));
        return written;
    }

    /** One line {@code <sha256>  <Record>/<n>.avsc} for each released file, sorted by path. */
    static String digests(Path directory) throws IOException {
        StringBuilder lines = new StringBuilder();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".avsc"))
                    .sorted()
                    .toList()) {
                lines.append(Sha256.of(file))
                        .append("  ")
                        .append(directory.relativize(file).toString().replace('\\', '/'))
                        .append('\n');
            }
        }
        return lines.toString();
    }
}
