package io.perennial.curator.terminal;

import io.perennial.curator.CuratorConfig;
import io.perennial.curator.history.ContaminationReport;
import io.perennial.curator.history.ContaminationSearch;
import io.perennial.curator.history.Explanation;
import io.perennial.curator.history.PastRecords;
import io.perennial.curator.history.ReplayDifference;
import io.perennial.curator.history.ReplayedRange;
import io.perennial.curator.history.RuleReplay;
import io.perennial.curator.reprocessing.LetterSelection;
import io.perennial.curator.reprocessing.Reprocessing;
import io.perennial.curator.reprocessing.ReprocessingPlan;
import io.perennial.curator.rules.RuleSet;
import io.perennial.runtime.ExitCode;
import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.ServiceException;
import io.perennial.runtime.terminal.Verbs;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verbs of the command line. Each returns the exit code of the process. */
@Command(
        name = "perennial-curator",
        description =
                "Why a sample was kept or not, what other rules would do, and a second try for what could not be read.",
        exitCodeList = {
            "0:done",
            "1:a bug",
            "2:wrong usage or rule file",
            "3:Kafka or the blob store not reachable",
            "4:data: unknown sample or gold set, nothing in the range, a gold set that cannot be read, samples that overlap one"
        })
final class CuratorVerbs extends Verbs {
    CuratorVerbs(Map<String, String> environment) {
        super(environment, "explain");
    }

    @Command(
            description =
                    "Prints the verdicts of a sample: the rule that decided, all scores, what it is a duplicate of, and"
                            + " whether the present rules would decide the same.",
            mixinStandardHelpOptions = true)
    int explain(
            @Mixin ClientOptions client,
            @Parameters(paramLabel = "SAMPLE", description = "Id of the sample.") String sampleId)
            throws InterruptedException {
        ServiceConfig config = client.config(environment());
        try (PastRecords past = PastRecords.open(config)) {
            List<Explanation> explanations = Explanation.of(sampleId, config, past);
            out().print(
                            client.json()
                                    ? ExplanationJson.of(sampleId, explanations) + "\n"
                                    : ExplanationReport.of(explanations));
        }
        return ExitCode.CLEAN.status();
    }

    @Command(
            description = "Judges past raw records by other rules and prints what would change. Writes to no topic.",
            mixinStandardHelpOptions = true)
    int replay(
            @Mixin ClientOptions client,
            @Mixin RangeOptions range,
            @Option(
                            names = "--rules",
                            required = true,
                            paramLabel = "FILE",
                            description = "Rule file; its modality says which raw topic is read.")
                    Path rules,
            @Option(
                            names = "--samples",
                            defaultValue = "5",
                            paramLabel = "N",
                            description = "Ids named for each kind of change; default ${DEFAULT-VALUE}.")
                    int samples)
            throws InterruptedException {
        ServiceConfig config = client.config(environment());
        RuleSet set = CuratorConfig.withSecret(RuleSet.file(rules), config);
        ReplayedRange wanted = range.range();
        requireCount(samples);
        try (PastRecords past = PastRecords.open(config)) {
            ReplayDifference difference =
                    new RuleReplay(past, config.blobs(), new TerminalProgress(err())).replay(set, wanted, samples);
            out().print(client.json() ? DifferenceReport.json(difference) + "\n" : DifferenceReport.text(difference));
        }
        return ExitCode.CLEAN.status();
    }

    @Command(
            description =
                    "Puts dead letters back on their raw topics, each once. Shows what that means; acts only with --yes.",
            mixinStandardHelpOptions = true)
    int reprocess(
            @Mixin ClientOptions client,
            @Mixin LetterOptions letters,
            @Option(names = "--dry-run", description = "Only show; so it is without --yes, too.") boolean dryRun,
            @Option(names = "--yes", description = "Do it.") boolean yes)
            throws InterruptedException {
        ServiceConfig config = client.config(environment());
        LetterSelection selection = letters.selection();
        if (dryRun && yes) {
            throw ServiceException.usage("--dry-run and --yes exclude each other; give one of them");
        }
        try (PastRecords past = PastRecords.open(config)) {
            Reprocessing reprocessing = new Reprocessing(config, past, new TerminalProgress(err()));
            ReprocessingPlan plan = yes ? reprocessing.putBack(selection) : reprocessing.plan(selection);
            out().print(client.json() ? ReprocessingReport.json(plan, yes) + "\n" : ReprocessingReport.text(plan, yes));
        }
        return ExitCode.CLEAN.status();
    }

    @Command(
            description =
                    "Compares the curated samples with a gold set that came after them; names those that overlap and the"
                            + " versions that were trained on them. Ends with 4 if there are any.",
            mixinStandardHelpOptions = true)
    int contamination(
            @Mixin ClientOptions client,
            @Parameters(paramLabel = "GOLDSET", description = "Name of the gold set.") String goldSet,
            @Option(
                            names = "--samples",
                            defaultValue = "1000",
                            paramLabel = "N",
                            description = "Samples that are listed; all are counted. Default ${DEFAULT-VALUE}.")
                    int samples)
            throws InterruptedException {
        ServiceConfig config = client.config(environment());
        requireCount(samples);
        try (PastRecords past = PastRecords.open(config)) {
            ContaminationReport report = new ContaminationSearch(
                            past, config.blobs(), CuratorConfig.rules(config), new TerminalProgress(err()))
                    .search(goldSet, samples);
            out().print(client.json() ? ContaminationLines.json(report) + "\n" : ContaminationLines.text(report));
            return report.count() == 0 ? ExitCode.CLEAN.status() : ExitCode.DATA.status();
        }
    }

    private static void requireCount(int samples) {
        if (samples < 0) {
            throw ServiceException.usage("--samples was " + samples + "; give 0 or more");
        }
    }
}
