package io.perennial.encoders.checkpoint;

import io.perennial.encoders.Manifest;
import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.Setting;
import io.perennial.encoders.network.Parameter;
import io.perennial.encoders.network.ParameterLayout;
import io.perennial.encoders.tokens.Tokenizer;
import io.perennial.schemas.blobs.BlobStore;
import io.perennial.schemas.blobs.DirectoryBlobStore;
import io.perennial.schemas.records.BlobRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoint of another model as the start of a model: parameters of the same name and shape begin as those that the other embeds with,
 * texts are cut as the other cuts them. It is named by the path of its manifest in a blob store, which ends with its identity, so that the
 * configuration of the new model tells its origin. Every blob is verified. Used by one thread.
 */
public final class InitialCheckpoint {
    private static final Logger log = LoggerFactory.getLogger(InitialCheckpoint.class);

    /** Folders and file that make the path of a blob: sha256, two digits, all other digits. */
    private static final int NAMES_OF_A_BLOB = 3;

    private final ModelConfiguration configuration;
    private final Path path;
    private final BlobStore blobs;
    private final Manifest manifest;

    private InitialCheckpoint(ModelConfiguration configuration, Path path, BlobStore blobs, Manifest manifest) {
        this.configuration = configuration;
        this.path = path;
        this.blobs = blobs;
        this.manifest = manifest;
    }

    @FunctionalInterface
    private interface Reading<T> {
        T run() throws IOException;
    }

    /** Whether a model begins with the checkpoint of another. */
    public static boolean isGiven(ModelConfiguration configuration) {
        return !configuration.text(Setting.INITIAL_CHECKPOINT).isEmpty();
    }

    /**
     * Opens the checkpoint that a configuration names.
     *
     * @throws IllegalArgumentException in one line, if it cannot be read or another setting gives the start, too
     */
    public static InitialCheckpoint of(ModelConfiguration configuration) {
        Path path = Path.of(configuration.text(Setting.INITIAL_CHECKPOINT)).toAbsolutePath();
        for (Setting other : List.of(Setting.WEIGHTS_FILE, Setting.TOKENIZER_FILE)) {
            if (other.appliesTo(configuration.objective())
                    && !configuration.text(other).isEmpty()) {
                throw new IllegalArgumentException("model " + configuration.name() + ": " + other.key() + " was '"
                        + configuration.text(other) + "'; it must be empty where "
                        + Setting.INITIAL_CHECKPOINT.key() + " is given, which brings its own");
            }
        }
        int names = path.getNameCount();
        if (names <= NAMES_OF_A_BLOB
                || !path.getName(names - NAMES_OF_A_BLOB).toString().equals("sha256")) {
            throw new IllegalArgumentException("model " + configuration.name() + ": "
                    + Setting.INITIAL_CHECKPOINT.key() + " was '" + path
                    + "'; it must be the path of a manifest in a blob store, .../sha256/ab/cdef...");
        }
        String digest = path.getName(names - 2).toString() + path.getFileName();
        BlobStore blobs = new DirectoryBlobStore(path.resolve("../../..").normalize());
        Manifest manifest = reading(
                configuration,
                path,
                () -> ManifestJson.read(blobs.get(new BlobRef(digest, Files.size(path), ManifestJson.MEDIA_TYPE))));
        return new InitialCheckpoint(configuration, path, blobs, manifest);
    }

    /**
     * How it cuts texts; null if it reads none.
     *
     * @throws IllegalArgumentException in one line, if the new model has no room for its tokens
     */
    public @Nullable Tokenizer tokenizer() {
        BlobRef reference = manifest.tokenizer();
        if (reference == null) {
            return null;
        }
        Tokenizer tokenizer = reading(configuration, path, () -> TokenizerJson.read(blobs.get(reference)));
        if (tokenizer.vocabulary() > configuration.integer(Setting.VOCABULARY)) {
            throw new IllegalArgumentException("model " + configuration.name() + ": vocabulary was "
                    + configuration.integer(Setting.VOCABULARY) + "; it must be at least " + tokenizer.vocabulary()
                    + ", the tokens of " + path);
        }
        return tokenizer;
    }

    /**
     * Writes its parameters over those of the same name and shape, and logs which are left.
     *
     * @param values flat parameter vector
     * @return the names of those that are left
     * @throws IllegalArgumentException in one line, if none is the same
     */
    public List<String> write(ParameterLayout layout, float[] values) {
        float[] released = reading(
                configuration,
                path,
                () -> manifest.released()
                        .stored()
                        .decode(blobs.get(manifest.released().blob())));
        Map<String, Manifest.Part> parts = new TreeMap<>();
        manifest.released().parts().forEach(part -> parts.put(part.name(), part));
        List<String> left = new ArrayList<>();
        for (Parameter parameter : layout.parameters()) {
            Manifest.Part part = parts.get(parameter.name());
            if (part != null && part.shape().equals(parameter.shape())) {
                System.arraycopy(
                        released,
                        Math.toIntExact(part.offset()),
                        values,
                        Math.toIntExact(parameter.offset()),
                        Math.toIntExact(parameter.elements()));
                parts.remove(parameter.name());
            } else {
                left.add(parameter.name());
            }
        }
        if (left.size() == layout.parameters().size()) {
            throw new IllegalArgumentException("model " + configuration.name() + ": none of its " + left.size()
                    + " parameters has the name and shape of one of checkpoint " + manifest.checkpointId() + " of "
                    + manifest.configuration().name() + "; choose the same width, or leave "
                    + Setting.INITIAL_CHECKPOINT.key() + " empty");
        }
        log.atInfo()
                .addKeyValue("model", configuration.name())
                .addKeyValue("checkpointId", manifest.checkpointId())
                .addKeyValue("matched", layout.parameters().size() - left.size())
                .addKeyValue("notMatchedHere", left)
                .addKeyValue("notMatchedThere", parts.keySet())
                .log("begins with the parameters of another checkpoint");
        return left;
    }

    private static <T> T reading(ModelConfiguration configuration, Path path, Reading<T> reading) {
        try {
            return reading.run();
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "model " + configuration.name() + ": cannot read " + Setting.INITIAL_CHECKPOINT.key() + " " + path
                            + ": " + e,
                    e);
        }
    }
}
