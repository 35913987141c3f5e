package io.perennial.trainer.terminal;

import io.perennial.encoders.Checkpoints;
import io.perennial.runtime.ConfigSources;
import io.perennial.runtime.ExitCode;
import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.ServiceException;
import io.perennial.runtime.terminal.Verbs;
import io.perennial.schemas.blobs.CorruptBlobException;
import io.perennial.schemas.blobs.MissingBlobException;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.OffsetRange;
import io.perennial.trainer.Counterfactual;
import io.perennial.trainer.ImportedWeights;
import io.perennial.trainer.ModelHistory;
import io.perennial.trainer.Rederivation;
import io.perennial.trainer.RewindTarget;
import io.perennial.trainer.SampleSearch;
import io.perennial.trainer.SampleSelection;
import io.perennial.trainer.TrainerConfig;
import io.perennial.trainer.Unlearning;
import io.perennial.trainer.VersionFacts;
import io.perennial.trainer.page.VersionPage;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verbs of the command line. Each returns the exit code of the process. */
@Command(
        name = "perennial-trainer",
        description = "What made a checkpoint, and what follows from it.",
        exitCodeList = {
            "0:done",
            "1:a bug",
            "2:wrong usage, unknown model or version",
            "3:Kafka or the blob store not reachable",
            "4:data: corrupt or missing blob, records lost, not the same bits"
        })
final class TrainerVerbs extends Verbs {
    private static final String VERSION = "Version number, 'latest', or first digits of a checkpoint id.";

    TrainerVerbs(Map<String, String> environment) {
        super(environment, "export");
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
        ServiceConfig config = model.config(environment());
        Checkpoint checkpoint = ModelHistory.read(config).checkpoint(version);
        try {
            new Checkpoints(config.blobs()).export(checkpoint.getManifest(), file);
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

    @Command(
            description =
                    "Trains a version again from its parent and the log, and compares every bit; 4 if one differs.",
            mixinStandardHelpOptions = true)
    int rederive(
            @Mixin ModelOptions model,
            @Parameters(paramLabel = "VERSION", description = VERSION) String version,
            @Option(names = "--from-start", description = "Also every version before it, oldest first.")
                    boolean fromStart)
            throws InterruptedException, IOException {
        ServiceConfig config = model.config(environment());
        ModelHistory history = ModelHistory.read(config);
        Checkpoint wanted = history.checkpoint(version);
        List<Checkpoint> line = new ArrayList<>(fromStart ? history.lineage(wanted) : List.of(wanted));
        Collections.reverse(line);
        Rederivation rederivation = new Rederivation(config, history, new TerminalProgress(err()));
        for (Checkpoint checkpoint : line) {
            Rederivation.Verdict verdict = rederivation.rederive(checkpoint);
            out().println(LineageReport.verdict(verdict));
            if (!verdict.isExact()) {
                return ExitCode.DATA.status();
            }
        }
        return ExitCode.CLEAN.status();
    }

    @Command(
            name = "trained-on",
            description = "Where a sample stands, and which versions were trained on it.",
            mixinStandardHelpOptions = true)
    int trainedOn(
            @Mixin ModelOptions model,
            @Parameters(paramLabel = "SAMPLE", description = "Id of the sample.") String sampleId)
            throws InterruptedException, IOException {
        ServiceConfig config = model.config(environment());
        SampleSelection selection = new SampleSelection.Sample(sampleId);
        out().print(LineageReport.found(selection, SampleSearch.search(config, ModelHistory.read(config), selection)));
        return ExitCode.CLEAN.status();
    }

    @Command(
            description =
                    "Lets the trainer go on from an earlier version. Shows what that means; acts only with --yes.",
            mixinStandardHelpOptions = true)
    int rewind(
            @Mixin ModelOptions model,
            @Mixin OrderOptions order,
            @Parameters(paramLabel = "VERSION", description = VERSION) String version,
            @Option(
                            names = "--quarantine",
                            description = "Leave out for ever what the versions after it were trained on.")
                    boolean quarantine)
            throws InterruptedException {
        ServiceConfig config = model.config(environment());
        ModelHistory history = ModelHistory.read(config);
        Checkpoint target = history.checkpoint(version);
        RewindTarget.require(config, target);
        List<Checkpoint> dropped = history.after(target);
        List<OffsetRange> quarantined = quarantine
                ? dropped.stream()
                        .flatMap(checkpoint -> checkpoint.getWindows().stream())
                        .toList()
                : List.of();
        out().print(LineageReport.rewind(target, dropped, quarantined));
        if (!order.confirmed()) {
            out().println("nothing was done; give --yes to do it");
            return ExitCode.CLEAN.status();
        }
        order.order(config).rewind(target, quarantined);
        out().println("the command is on training.control; the trainer obeys it between two steps");
        return ExitCode.CLEAN.status();
    }

    @Command(
            description =
                    "Trains again what was trained on some samples, without them: exact unlearning. Keeps and announces the"
                            + " result only with --candidate.",
            mixinStandardHelpOptions = true)
    int rebuild(
            @Mixin ModelOptions model,
            @Mixin OrderOptions order,
            @Parameters(paramLabel = "VERSION", defaultValue = "latest", description = VERSION) String version,
            @ArgGroup(multiplicity = "1") SelectionOptions selection,
            @Option(
                            names = "--candidate",
                            description =
                                    "Keep the checkpoints and announce them as the newest; needs --reason and --yes."
                                            + " Stop the trainer before.")
                    boolean candidate)
            throws InterruptedException, IOException {
        ServiceConfig config = model.config(environment());
        ModelHistory history = ModelHistory.read(config);
        Checkpoint head = history.checkpoint(version);
        Unlearning unlearning = new Unlearning(config, history, new TerminalProgress(err()));
        if (candidate && !order.confirmed()) {
            throw ServiceException.usage("--candidate replaces the newest checkpoint of " + head.getModel()
                    + "; run it without --candidate to see the result first, then give --yes");
        }
        Unlearning.Rebuilt rebuilt = candidate
                ? unlearning.announce(head, selection.selection(), order.order(config))
                : unlearning.preview(head, selection.selection());
        out().print(LineageReport.rebuilt(selection.selection(), rebuilt));
        out().println(
                        candidate
                                ? "announced as candidates"
                                : "nothing was kept; give --candidate to keep and announce it");
        return ExitCode.CLEAN.status();
    }

    @Command(
            description = "Trains a version again over the same offsets with other settings; prints both side by side.",
            mixinStandardHelpOptions = true)
    int compare(
            @Mixin ModelOptions model,
            @Parameters(paramLabel = "VERSION", description = VERSION) String version,
            @Option(
                            names = "--config",
                            required = true,
                            description = "Properties that differ: passes, replay.share, replay.horizon, model.*")
                    Path other)
            throws InterruptedException, IOException {
        ServiceConfig config = model.config(environment());
        ModelHistory history = ModelHistory.read(config);
        List<Counterfactual.Row> rows = new Counterfactual(config, history, new TerminalProgress(err()))
                .compare(history.checkpoint(version), ConfigSources.file(other).values());
        out().print(LineageReport.comparison(rows));
        return ExitCode.CLEAN.status();
    }

    @Command(
            description =
                    "Writes one HTML page: curves, windows, sources, embedding map, neighbours, what the model puts where"
                            + " something is hidden.",
            mixinStandardHelpOptions = true)
    int report(
            @Mixin ModelOptions model,
            @Parameters(paramLabel = "VERSION", description = VERSION) String version,
            @Option(names = "--to", required = true, description = "File to write; one that exists is replaced.")
                    Path file)
            throws InterruptedException, IOException {
        ServiceConfig config = model.config(environment());
        ModelHistory history = ModelHistory.read(config);
        VersionFacts facts = VersionFacts.read(config, history, history.checkpoint(version));
        replace(file, new VersionPage(facts).html());
        out().println(file.toAbsolutePath());
        return ExitCode.CLEAN.status();
    }

    @Command(
            name = "import",
            description = "Shows what the first version of a model takes from the safetensors file under"
                    + " model.weights.file, and what not. Changes nothing.",
            mixinStandardHelpOptions = true)
    int importWeights(@Mixin ModelOptions model) {
        ServiceConfig config = model.config(environment());
        out().print(WeightLines.of(config.getString(TrainerConfig.MODEL), ImportedWeights.report(config)));
        return ExitCode.CLEAN.status();
    }

    /** The file changes as a whole or not at all. */
    private static void replace(Path file, String text) {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            try {
                Files.writeString(part, text);
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw ServiceException.dependency(
                    "the page could not be written to " + file + ": " + e
                            + "; name a file in a directory that can be written and has room",
                    e);
        }
    }
}
