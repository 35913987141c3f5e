package io.perennial.trainer;

import io.perennial.encoders.Checkpoints;
import io.perennial.encoders.Content;
import io.perennial.encoders.Encoder;
import io.perennial.encoders.Lineage;
import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.Pretraining;
import io.perennial.encoders.SavedCheckpoint;
import io.perennial.schemas.blobs.BlobStore;
import io.perennial.schemas.blobs.DirectoryBlobStore;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.CuratedSample;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.OffsetRange;
import io.perennial.schemas.records.SourcePosition;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Trains one method on the stream of domains, with the updates of the trainer service on offsets in memory, and probes all domains after
 * each update. Prints a line for each update and domain: method, seed, update, domain, and 1 or 0 for each test text.
 */
final class ContinualStream {
    private static final String TOPIC = "curated.text";
    private static final String MODEL = "text-encoder";

    private final List<Domain> domains;
    private final Gold gold;
    private final Method method;
    private final long seed;
    private final BlobStore blobs;
    private final List<WindowSample> stream = new ArrayList<>();

    private ContinualStream(List<Domain> domains, Method method, long seed, Path directory) {
        this.domains = domains;
        gold = new Gold(domains);
        this.method = method;
        this.seed = seed;
        blobs = new DirectoryBlobStore(directory.resolve("blobs"));
        for (Domain domain : domains) {
            for (String text : domain.stream().subList(0, method.samples())) {
                stream.add(sample(stream.size(), text));
            }
        }
    }

    /** @param arguments the folder of the data, an empty directory, rounds, and the names of methods if not all are wanted */
    public static void main(String[] arguments) throws IOException {
        List<Domain> domains = Domain.inOrder(Path.of(arguments[0]));
        List<String> names = List.of(arguments).subList(3, arguments.length);
        for (long seed = 1; seed <= Long.parseLong(arguments[2]); seed++) {
            for (Method method : Method.all()) {
                if (names.isEmpty() || names.contains(method.name())) {
                    new ContinualStream(domains, method, seed, Path.of(arguments[1])).run();
                }
            }
        }
    }

    private void run() throws IOException {
        ModelConfiguration configuration = ModelConfiguration.named(MODEL, method.configuration());
        Checkpoint checkpoint = begin(configuration);
        CheckpointHistory history = new CheckpointHistory(List.of(checkpoint));
        report(0, checkpoint);
        List<List<WindowSample>> windows = windows();
        for (int number = 1; number <= windows.size(); number++) {
            checkpoint = train(configuration, checkpoint, history, windows.get(number - 1), number);
            history.add(checkpoint);
            report(number, checkpoint);
        }
    }

    /** The untrained model. Its vocabulary is of all domains, so that methods differ in training alone. */
    private Checkpoint begin(ModelConfiguration configuration) throws IOException {
        List<Content> some = new ArrayList<>();
        for (Domain domain : domains) {
            domain.stream().subList(0, Domain.STREAM / 2).forEach(text -> some.add(new Content.Text(text)));
        }
        Lineage lineage = new Lineage(
                null, null, 1, List.of(), List.of(new OffsetRange(TOPIC, 0, 0L, 0L)), List.of(), 0, 0, "", "benchmark");
        try (Pretraining untrained = new Checkpoints(blobs).start(configuration, seed, some)) {
            SavedCheckpoint saved = untrained.save(blobs, lineage);
            return Checkpoint.newBuilder()
                    .setModel(MODEL)
                    .setVersion(1)
                    .setCheckpointId(saved.checkpointId())
                    .setManifest(saved.manifest())
                    .setChainHash(saved.chainHash())
                    .setWindows(List.of())
                    .setNextOffsets(lineage.nextOffsets())
                    .setCreatedAt(Instant.EPOCH)
                    .build();
        }
    }

    private List<List<WindowSample>> windows() {
        if (method.isShuffled()) {
            List<WindowSample> shuffled = new ArrayList<>(stream);
            Collections.shuffle(shuffled, new Random(seed));
            return List.of(shuffled);
        }
        List<List<WindowSample>> windows = new ArrayList<>();
        for (int from = 0; from < stream.size(); from += method.samples()) {
            windows.add(stream.subList(from, from + method.samples()));
        }
        return windows;
    }

    private Checkpoint train(
            ModelConfiguration configuration,
            Checkpoint parent,
            CheckpointHistory history,
            List<WindowSample> window,
            int number) {
        TrainerState state = new TrainerState(parent, 0, OffsetRanges.none(TOPIC), false, -1, List.of());
        long from = window.stream().mapToLong(sample -> sample.position().offset()).min().orElseThrow();
        long to = from + window.size();
        ClosedWindow closed = new ClosedWindow(
                window, List.of(new OffsetRange(TOPIC, 0, from, to)), List.of(new OffsetRange(TOPIC, 0, to, to)));
        try (Update update = new Update(
                configuration,
                blobs,
                this::replayed,
                settings(number > 1 && method.replayShare() > 0),
                TrainingJournal.none(),
                new TrainingListener() {},
                "benchmark",
                Clock.systemUTC(),
                () -> 0)) {
            return update.train(state, history, closed, remaining -> false)
                    .orElseThrow()
                    .checkpoint();
        }
    }

    private UpdateSettings settings(boolean hasReplay) {
        return new UpdateSettings(
                method.passes(hasReplay),
                method.replayShare(),
                domains.size() + 1,
                new ReplayBuffer(method.policy(), Method.CAPACITY),
                -1,
                seed,
                method.samples(),
                1L << 30,
                false,
                CollapseLimits.DEFAULT);
    }

    private Map<RecordPosition, WindowSample> replayed(ReplayPool pool, Iterable<RecordPosition> draws) {
        Map<RecordPosition, WindowSample> samples = new HashMap<>();
        draws.forEach(draw -> samples.put(draw, stream.get(Math.toIntExact(draw.offset()))));
        return samples;
    }

    private void report(int update, Checkpoint checkpoint) throws IOException {
        try (Encoder encoder = new Checkpoints(blobs).load(checkpoint.getManifest())) {
            List<String> answers = gold.answers(encoder);
            for (int domain = 0; domain < domains.size(); domain++) {
                System.out.println(String.join(
                        "\t",
                        method.name(),
                        Long.toString(seed),
                        Integer.toString(update),
                        domains.get(domain).name(),
                        answers.get(domain)));
            }
        }
    }

    private static WindowSample sample(int offset, String text) {
        return new WindowSample(
                new RecordPosition(0, offset),
                CuratedSample.newBuilder()
                        .setSampleId("sample-" + offset)
                        .setModality(Modality.TEXT)
                        .setOrigin(new SourcePosition("raw.text", 0, (long) offset))
                        .setText(text)
                        .build());
    }
}
