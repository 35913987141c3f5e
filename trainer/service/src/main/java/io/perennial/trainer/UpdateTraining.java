package io.perennial.trainer;

import io.perennial.encoders.Content;
import io.perennial.encoders.Pretraining;
import io.perennial.encoders.StepResult;
import io.perennial.runtime.ServiceException;
import io.perennial.schemas.records.OffsetRange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The steps of one update: batches from the window and from the replay pool, in an order that seed, first step and log decide. Used
 * once, by one thread.
 */
final class UpdateTraining {
    private final Pretraining pretraining;
    private final ClosedWindow window;
    private final SourceContext context;
    private final BatchPlan batches;
    private final List<List<RecordPosition>> draws;
    private final Map<RecordPosition, WindowSample> replayed;
    private final SampleContents contents;
    private final int branchSteps;

    /** Draws and reads what is replayed; the steps follow in {@link #step}. */
    UpdateTraining(
            Pretraining pretraining,
            ClosedWindow window,
            ReplayPool pool,
            ReplaySource replay,
            SampleContents contents,
            UpdateSettings settings,
            long seed) {
        this.pretraining = pretraining;
        this.window = window;
        this.contents = contents;
        context = new SourceContext(window.samples(), pretraining.contextLength(), contents);
        long firstStep = pretraining.steps();
        batches = new BatchPlan(
                window.samples().size(),
                settings.passes(),
                pretraining.batchSize(),
                settings.replayShare(),
                !pool.isEmpty(),
                seed,
                firstStep);
        branchSteps = pretraining.begin(batches.steps());
        draws = draws(pool, firstStep, seed);
        Set<RecordPosition> distinct = new HashSet<>();
        draws.forEach(distinct::addAll);
        replayed = distinct.isEmpty() ? Map.of() : replay.read(pool, distinct);
    }

    /** Steps of the trunk, and after them those of the release branch. */
    int steps() {
        return batches.steps() + branchSteps;
    }

    /** Steps that the next update goes on from. */
    int trunkSteps() {
        return batches.steps();
    }

    /** Share of the rows of a batch that are replayed. */
    double replayShare() {
        return batches.replayRows() / (double) (batches.newRows() + batches.replayRows());
    }

    /** The samples whose embeddings are looked at while the update is trained. */
    List<Content> looked() {
        return window.samples().stream()
                .limit(CollapseWatch.SAMPLES)
                .map(contents::content)
                .toList();
    }

    /** What a manifest tells about the release branch: the step of the trunk that it leaves, and its steps; empty without one. */
    SortedMap<String, String> branch() {
        SortedMap<String, String> branch = new TreeMap<>();
        if (branchSteps > 0) {
            branch.put("branch.leaves.trunk.after.step", Long.toString(pretraining.steps()));
            branch.put("branch.steps", Integer.toString(branchSteps));
        }
        return branch;
    }

    /** Rows of all steps of the trunk together. */
    long rows() {
        return (long) batches.steps() * (batches.newRows() + batches.replayRows());
    }

    /** Makes a step, counted from 0 in this update. The release branch visits the last batches of the trunk again. */
    StepResult step(int step) {
        int trunk = batches.steps();
        if (step == trunk) {
            pretraining.leaveTrunk();
        }
        List<Content> batch = batch(step < trunk ? step : step - branchSteps);
        try {
            return pretraining.step(batch);
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw ServiceException.data(
                    "step " + (pretraining.steps() + 1) + " over window " + Update.windows(window.windows())
                            + " failed: " + e.getMessage() + "; the update was given up and nothing was written",
                    e);
        }
    }

    /** Positions of the replayed samples in the order of the draws, as ranges of length 1. */
    List<OffsetRange> replayed(String topic) {
        List<OffsetRange> ranges = new ArrayList<>();
        for (List<RecordPosition> ofStep : draws) {
            for (RecordPosition draw : ofStep) {
                RecordPosition position = sample(draw).position();
                ranges.add(new OffsetRange(topic, position.partition(), position.offset(), position.offset() + 1));
            }
        }
        return ranges;
    }

    private List<Content> batch(int index) {
        List<Content> batch = new ArrayList<>();
        for (int row : batches.windowRows(index)) {
            batch.add(context.content(row));
        }
        for (RecordPosition draw : draws.get(index)) {
            batch.add(contents.content(sample(draw)));
        }
        return batch;
    }

    private List<List<RecordPosition>> draws(ReplayPool pool, long firstStep, long seed) {
        List<List<RecordPosition>> drawn = new ArrayList<>();
        for (int step = 0; step < batches.steps(); step++) {
            drawn.add(pool.draw(seed, firstStep + step, batches.replayRows()));
        }
        return drawn;
    }

    private WindowSample sample(RecordPosition draw) {
        WindowSample sample = replayed.get(draw);
        if (sample == null) {
            throw new IllegalStateException("draw " + draw + " was not read");
        }
        return sample;
    }
}
