package io.perennial.trainer;

import io.perennial.encoders.Checkpoints;
import io.perennial.encoders.Content;
import io.perennial.encoders.Encoder;
import io.perennial.encoders.FilledText;
import io.perennial.encoders.Manifest;
import io.perennial.encoders.Reconstruction;
import io.perennial.encoders.StepResult;
import io.perennial.runtime.ServiceConfig;
import io.perennial.schemas.blobs.DirectoryBlobStore;
import io.perennial.schemas.records.Checkpoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;

/**
 * What there is to show of a version.
 *
 * @param checkpoint the version
 * @param objective what it learned
 * @param settings what shaped its update
 * @param line the version and the ones before it, oldest first, a limited number
 * @param steps steps of the line, as far as their traces are kept
 * @param replayed rows of its update that were replayed
 * @param samples its window
 * @param embedded the samples of which there are embeddings: every so many of the window
 * @param map two coordinates for each of them
 * @param neighbours indices of the nearest others for each of them
 * @param effectiveRank of the embeddings
 * @param dimensions of an embedding
 * @param reconstructions a few of the embedded pictures with hidden patches and what the model puts there; empty where the objective is
 *     another
 * @param filled a few of the embedded texts with hidden tokens and what the model puts there; empty where the objective is another
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier; never compared.
public record VersionFacts(
        Checkpoint checkpoint,
        String objective,
        SortedMap<String, String> settings,
        List<Checkpoint> line,
        List<StepResult> steps,
        int replayed,
        List<Sample> samples,
        List<Sample> embedded,
        double[][] map,
        List<List<Integer>> neighbours,
        double effectiveRank,
        int dimensions,
        List<Reconstruction> reconstructions,
        List<FilledText> filled) {
    private static final int LONGEST_LINE = 20;
    private static final int EMBEDDED = 400;
    private static final int NEIGHBOURS = 5;
    private static final int PREDICTED = 6;

    /**
     * A sample to show.
     *
     * @param source where it came from
     * @param text empty for pictures
     * @param picture encoded; empty for text
     */
    public record Sample(String source, String text, byte[] picture) {}

    /** Reads the line of a version and embeds a part of its window. */
    public static VersionFacts read(ServiceConfig config, ModelHistory history, Checkpoint checkpoint)
            throws IOException {
        DirectoryBlobStore blobs = config.blobs();
        Checkpoints checkpoints = new Checkpoints(blobs);
        try (RecordedUpdates updates = new RecordedUpdates(config, history, blobs, new TrainingListener() {});
                Encoder encoder = updates.encoder(checkpoint)) {
            Manifest manifest = updates.manifest(checkpoint);
            List<Checkpoint> line = new ArrayList<>(history.history().lineage(checkpoint, LONGEST_LINE));
            Collections.reverse(line);
            List<StepResult> steps = new ArrayList<>();
            for (Checkpoint each : line) {
                steps.addAll(updates.trace(each));
            }
            List<WindowSample> window = updates.samples(checkpoint);
            List<Content> contents = contents(window, blobs);
            List<Sample> samples = shown(window, contents);
            List<Integer> chosen = spread(samples.size(), EMBEDDED);
            EmbeddingSpace space = new EmbeddingSpace(
                    encoder.embed(chosen.stream().map(contents::get).toList()));
            List<Content> predicted = spread(samples.size(), PREDICTED).stream()
                    .map(contents::get)
                    .toList();
            return new VersionFacts(
                    checkpoint,
                    manifest.configuration().objective().label(),
                    manifest.lineage().settings(),
                    line,
                    steps,
                    manifest.lineage().replayed().size(),
                    samples,
                    chosen.stream().map(samples::get).toList(),
                    space.map(),
                    neighbours(space, chosen.size()),
                    space.effectiveRank(),
                    encoder.dimensions(),
                    checkpoints.reconstructions(checkpoint.getManifest(), predicted),
                    checkpoints.fillings(checkpoint.getManifest(), predicted));
        }
    }

    private static List<Content> contents(List<WindowSample> window, DirectoryBlobStore blobs) {
        SampleContents contents = new SampleContents(blobs);
        return window.stream().map(contents::content).toList();
    }

    private static List<Sample> shown(List<WindowSample> window, List<Content> contents) {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < window.size(); i++) {
            String source = window.get(i).sample().getSource();
            samples.add(
                    contents.get(i) instanceof Content.Image image
                            ? new Sample(source, "", image.encoded())
                            : new Sample(source, window.get(i).sample().getText(), new byte[0]));
        }
        return samples;
    }

    /** So many indices at most, evenly spread over the window. */
    private static List<Integer> spread(int samples, int most) {
        List<Integer> chosen = new ArrayList<>();
        int count = Math.min(most, samples);
        for (int i = 0; i < count; i++) {
            chosen.add((int) ((long) i * samples / count));
        }
        return chosen;
    }

    private static List<List<Integer>> neighbours(EmbeddingSpace space, int count) {
        List<List<Integer>> neighbours = new ArrayList<>();
        for (int sample = 0; sample < count; sample++) {
            neighbours.add(space.nearest(sample, NEIGHBOURS));
        }
        return neighbours;
    }
}
