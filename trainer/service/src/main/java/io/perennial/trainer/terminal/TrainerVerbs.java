package io.perennial.trainer.terminal;

import io.perennial.encoders.Checkpoints;
import io.perennial.runtime.ExitCode;
import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.ServiceException;
import io.perennial.schemas.blobs.CorruptBlobException;
import io.perennial.schemas.blobs.DirectoryBlobStore;
import io.perennial.schemas.blobs.MissingBlobException;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.trainer.ModelHistory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The verbs of the command line. Each returns the exit code of the process. */
@Command(
        name = "perennial-trainer",
        description = "What made a checkpoint, and what follows from it.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "VERB",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:a bug",
            "2:wrong usage, unknown model or version",
            "3:Kafka or the blob store not reachable",
            "4:data: corrupt or missing blob, records lost, not the same bits"
        })
final class TrainerVerbs implements Runnable {
    private static final String VERSION = "Version number, 'latest', or first digits of a checkpoint id.";

    private final Map<String, String> environment;

    @Spec
    private @Nullable CommandSpec spec;

    TrainerVerbs(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec().commandLine(), "name a verb, for example: export");
    }

    @Command(
            description =
                    "Writes a checkpoint as a Deeplearning4j network that ModelSerializer opens and that trains on.",
            mixinStandardHelpOptions = true)
    int export(
            @Mixin ModelOptions model,
            @Parameters(paramLabel = "VERSION", description = VERSION) String version,
            @Option(names = "--to", required = true, description = "File to write; must not exist.") Path file)
            throws InterruptedException {
        ServiceConfig config = model.config(environment);
        Checkpoint checkpoint = ModelHistory.read(config).checkpoint(version);
        try {
            new Checkpoints(blobs(config)).export(checkpoint.getManifest(), file);
        } catch (FileAlreadyExistsException e) {
            throw ServiceException.usage(String.valueOf(e.getMessage()));
        } catch (MissingBlobException | CorruptBlobException e) {
            throw ServiceException.data(
                    "checkpoint " + checkpoint.getCheckpointId() + " cannot be exported: " + e.getMessage(), e);
        } catch (IOException e) {
            throw ServiceException.dependency(
                    "checkpoint " + checkpoint.getCheckpointId() + " could not be written to " + file + ": " + e, e);
        }
        out().println("version " + checkpoint.getVersion() + " " + checkpoint.getCheckpointId() + " -> " + file);
        return ExitCode.CLEAN.status();
    }

    private static DirectoryBlobStore blobs(ServiceConfig config) {
        return new DirectoryBlobStore(Path.of(config.getString(ServiceConfig.BLOB_DIRECTORY)));
    }

    private PrintWriter out() {
        return spec().commandLine().getOut();
    }

    private CommandSpec spec() {
        return Objects.requireNonNull(spec, "set by picocli");
    }
}
