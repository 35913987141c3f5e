package io.perennial.encoders.training;

import io.perennial.encoders.Content;
import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.Setting;
import io.perennial.encoders.StepOutcome;
import io.perennial.encoders.StepResult;
import io.perennial.encoders.network.Adapters;
import io.perennial.encoders.network.ElasticAnchor;
import io.perennial.encoders.network.GradientSum;
import io.perennial.encoders.network.Network;
import io.perennial.encoders.network.ParameterLayout;
import io.perennial.encoders.network.WeightAverage;
import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.plan.Executor;
import io.perennial.encoders.plan.PlanCost;
import io.perennial.encoders.plan.Tensor;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One optimiser step after another on a bound plan: gradients of one or several batches, global norm, clipping, AdamW; a moving average
 * of the parameters, the skipping of spikes and a pull back to the parent where they are wanted. Used by one thread.
 */
public final class TrainingLoop implements AutoCloseable {
    /** Times that an update may roll back; a model that needs more does not settle by itself. */
    private static final int MOST_ROLLBACKS = 3;

    /** Steps after which the parameters are kept to roll back to, if they are sound. */
    private static final int KEEPING_INTERVAL = 64;

    private final Task task;
    private final Network network;
    private final SortedMap<String, ParameterLayout> stored;
    private final SortedMap<String, ParameterLayout> vectors;
    private final Optimiser optimiser;
    private final @Nullable WeightAverage average;
    private final @Nullable GradientSum sum;
    private final @Nullable SpikeWatch spikes;
    private final @Nullable ElasticAnchor anchor;
    private final double anchorStrength;
    private final BoundPlan bound;
    private final int batchSize;
    private final int batches;
    private final Schedule schedule;
    private final double clipNorm;
    private final double beta2;
    private Schedule.Span update;
    private @Nullable Branch branch;
    private long steps;
    private @Nullable TrainingState sound;
    private int rollbacks;
    private boolean isAnchored;

    /** A release branch: where it leaves the trunk, and how many steps it has. */
    private record Branch(long first, int steps) {}

    /** A loop that trains every parameter. */
    public TrainingLoop(ModelConfiguration configuration, Task task, Executor executor, TrainingState state) {
        this(configuration, task, executor, state, null);
    }

    /**
     * A loop on a task of its own.
     *
     * @param state as a checkpoint holds it
     * @param adaptation null where every parameter is trained
     */
    public TrainingLoop(
            ModelConfiguration configuration,
            Task task,
            Executor executor,
            TrainingState state,
            @Nullable Adaptation adaptation) {
        this.task = task;
        network = task.network();
        stored = TrainingState.layouts(configuration, network);
        batchSize = configuration.batchSize();
        batches = configuration.accumulation();
        schedule = Schedule.of(configuration);
        clipNorm = configuration.real(Setting.CLIP_NORM);
        beta2 = configuration.real(Setting.BETA2);
        optimiser = new Optimiser(configuration, network, adaptation);
        vectors = optimiser.vectors(configuration);
        average = vectors.containsKey(WeightAverage.PARAMETERS)
                ? new WeightAverage(network, configuration.real(Setting.EMA_DECAY))
                : null;
        sum = batches > 1 ? new GradientSum(network) : null;
        anchorStrength = configuration.real(Setting.EWC_STRENGTH);
        anchor = anchorStrength > 0 ? new ElasticAnchor(network) : null;
        double spikeFactor = configuration.real(Setting.SPIKE_FACTOR);
        spikes = spikeFactor > 0 ? new SpikeWatch(spikeFactor) : null;
        bound = executor.bind(network.plan());
        task.prepare(bound);
        steps = state.steps();
        update = Schedule.Span.open(steps);
        stored.forEach((name, layout) -> {
            ParameterLayout own = layout(name);
            bound.write(own.vector(network.plan(), name), own.taking(layout, state.vector(name)));
        });
        optimiser.begin(bound, steps);
        forgetSpikes();
    }

    public long steps() {
        return steps;
    }

    /** The adapters that are trained; null where every parameter is. */
    public @Nullable Adapters adapters() {
        return optimiser.adapters();
    }

    /**
     * Begins an update.
     *
     * @param updateSteps steps of the trunk that it has
     * @return steps of the release branch that its schedule asks for after them
     */
    public int begin(int updateSteps) {
        update = new Schedule.Span(steps, updateSteps);
        optimiser.begin(bound, steps);
        forgetSpikes();
        dropAnchor();
        task.begun(bound, steps);
        return schedule.branchSteps(updateSteps);
    }

    /** Leaves the trunk: the steps from here on belong to the release branch of the update. */
    public void leaveTrunk() {
        branch = new Branch(steps, schedule.branchSteps(update.steps()));
    }

    /** Goes on from another state, on the trunk. */
    public void restore(TrainingState state) {
        steps = state.steps();
        branch = null;
        write(state);
        forgetSpikes();
    }

    /** One step on exactly the configured number of contents. */
    public StepResult step(List<? extends Content> batch) {
        if (batch.size() != batchSize * batches) {
            throw new IllegalArgumentException(
                    "a step takes " + batchSize * batches + " contents, was given " + batch.size());
        }
        long step = steps + 1;
        Losses losses = gradients(batch, step);
        double scored = Math.max(1, losses.scored());
        double loss = losses.sum() / scored;
        if (anchor != null && isAnchored) {
            anchor.pull(bound, anchorStrength * scored);
        }
        double norm = Math.sqrt(optimiser.squaredNorm(bound)) / scored;
        StepOutcome outcome = judge(step, loss, norm);
        if (outcome != StepOutcome.TAKEN) {
            steps = step;
            return new StepResult(step, loss, 0, norm, losses.tokens(), outcome);
        }
        double rate = rate(step);
        optimiser.step(bound, step, rate, Math.min(1, clipNorm / Math.max(norm, Double.MIN_NORMAL)) / scored);
        task.updated(bound, step);
        if (average != null) {
            average.follow(bound, step);
        }
        steps = step;
        keepIfSound();
        return new StepResult(step, loss, rate, norm, losses.tokens());
    }

    /** Floating point operations of the matrix products of one step. */
    public long matrixOperations() {
        return batches * PlanCost.matrixOperations(network.plan(), Network.GRADIENTS) + optimiser.matrixOperations();
    }

    /** Mean losses of the last batch by name, where the objective is a sum of several; empty where it is one. */
    public SortedMap<String, Double> losses() {
        return task.losses(bound);
    }

    /** What a checkpoint holds of {@link #state()}: not what the next update begins anew. */
    public TrainingState checkpointed() {
        SortedMap<String, float[]> values = new TreeMap<>();
        stored.forEach((name, layout) -> {
            ParameterLayout own = layout(name);
            values.put(name, layout.taking(own, read(own.vector(network.plan(), name))));
        });
        return new TrainingState(steps, values);
    }

    /** Copies what training changed so far. */
    public TrainingState state() {
        SortedMap<String, float[]> values = new TreeMap<>();
        vectors.forEach((name, layout) -> values.put(name, read(layout.vector(network.plan(), name))));
        return new TrainingState(steps, values);
    }

    /** The parameters that are embedded with: the averages where there are any, else the trained ones. */
    public float[] released() {
        return read(network.layout()
                .vector(network.plan(), average == null ? Network.PARAMETERS : WeightAverage.PARAMETERS));
    }

    @Override
    public void close() {
        bound.close();
    }

    /** Whether the step may be taken; rolls back where it must. */
    private StepOutcome judge(long step, double loss, double norm) {
        boolean finite = Double.isFinite(loss) && Double.isFinite(norm);
        if (spikes == null) {
            if (!finite) {
                throw new IllegalStateException("loss " + loss + " with gradient norm " + norm + " at step " + step
                        + "; lower learning.rate or clip.norm, or let spikes be skipped with spike.factor = 10,"
                        + " and resume from the last checkpoint");
            }
            return StepOutcome.TAKEN;
        }
        StepOutcome outcome = spikes.judge(loss, norm);
        if (outcome != StepOutcome.ROLLED_BACK) {
            return outcome;
        }
        if (sound == null || rollbacks == MOST_ROLLBACKS) {
            throw new IllegalStateException("loss " + loss + " with gradient norm " + norm + " at step " + step
                    + ", and going back to sound parameters did not help (" + rollbacks
                    + " times); lower learning.rate and resume from the last checkpoint");
        }
        rollbacks++;
        write(sound);
        spikes.reset();
        return StepOutcome.ROLLED_BACK;
    }

    /** The parameters of the parent are what an update may not go far from. A model that begins has none. */
    private void dropAnchor() {
        isAnchored = anchor != null && steps > 0;
        if (anchor != null && isAnchored) {
            TrainingState parent = state();
            anchor.set(
                    bound,
                    parent.parameters(),
                    ElasticAnchor.importance(parent.vector(Network.SECOND_MOMENT), beta2, steps));
        }
    }

    private void keepIfSound() {
        if (spikes != null && (steps - update.first()) % KEEPING_INTERVAL == 0 && spikes.isSound()) {
            sound = state();
        }
    }

    private void forgetSpikes() {
        if (spikes != null) {
            spikes.reset();
            sound = state();
            rollbacks = 0;
        }
    }

    private record Losses(double sum, long scored, long tokens) {}

    private Losses gradients(List<? extends Content> batch, long step) {
        double losses = 0;
        long scored = 0;
        long tokens = 0;
        for (int part = 0; part < batches; part++) {
            List<? extends Content> contents = batch.subList(part * batchSize, (part + 1) * batchSize);
            // Each part has random choices of its own; with one part they are those of the step.
            Task.Loaded loaded = task.load(bound, contents, (step - 1) * batches + part + 1);
            bound.run(Network.GRADIENTS);
            losses += task.lossSum(bound, loaded);
            scored += loaded.scored();
            tokens += loaded.tokens();
            if (sum != null) {
                sum.take(bound, part == 0);
            }
        }
        if (sum != null) {
            sum.finish(bound);
        }
        return new Losses(losses, scored, tokens);
    }

    private double rate(long step) {
        return branch == null
                ? schedule.at(step, update)
                : Schedule.annealed(
                        schedule.at(branch.first(), update), Math.toIntExact(step - branch.first()), branch.steps());
    }

    private ParameterLayout layout(String name) {
        return Objects.requireNonNull(vectors.get(name));
    }

    private void write(TrainingState state) {
        vectors.forEach((name, layout) -> bound.write(layout.vector(network.plan(), name), state.vector(name)));
    }

    private float[] read(Tensor vector) {
        float[] values = new float[Math.toIntExact(vector.elements())];
        bound.read(vector, values);
        return values;
    }
}
