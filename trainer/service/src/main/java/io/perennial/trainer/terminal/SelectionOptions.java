package io.perennial.trainer.terminal;

import io.perennial.trainer.SampleSelection;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which samples to leave out: exactly one of three ways to say it. */
final class SelectionOptions {
    @Option(names = "--without", paramLabel = "SAMPLE", required = true, description = "Id of a sample.")
    private @Nullable String sample;

    @Option(
            names = "--without-source",
            paramLabel = "SOURCE",
            required = true,
            description = "All samples of a source.")
    private @Nullable String source;

    @Option(
            names = "--without-offsets",
            paramLabel = "P@FROM..TO",
            required = true,
            description = "Offsets of the curated topic, for example 0@1200..1300.")
    private @Nullable String offsets;

    SampleSelection selection() {
        if (sample != null) {
            return new SampleSelection.Sample(sample);
        }
        if (source != null) {
            return new SampleSelection.Source(source);
        }
        return SampleSelection.Offsets.parse(String.valueOf(offsets));
    }
}
