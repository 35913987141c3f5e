package io.perennial.encoders.training;

import io.perennial.encoders.Content;
import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.Setting;
import io.perennial.encoders.StepResult;
import io.perennial.encoders.network.Network;
import io.perennial.encoders.network.Updater;
import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.plan.Executor;
import io.perennial.encoders.plan.Tensor;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** One optimiser step after another on a bound plan: gradients, global norm, clipping, AdamW. Used by one thread. */
public final class TrainingLoop implements AutoCloseable {
    private final Task task;
    private final Network network;
    private final BoundPlan bound;
    private final int batchSize;
    private final Schedule schedule;
    private final double clipNorm;
    private final double weightDecay;
    private final double beta2;
    private long steps;

    public TrainingLoop(ModelConfiguration configuration, Task task, Executor executor, TrainingState state) {
        this.task = task;
        network = task.network();
        batchSize = configuration.batchSize();
        schedule = Schedule.of(configuration);
        clipNorm = configuration.real(Setting.CLIP_NORM);
        weightDecay = configuration.real(Setting.WEIGHT_DECAY);
        beta2 = configuration.real(Setting.BETA2);
        bound = executor.bind(network.plan());
        task.prepare(bound);
        steps = state.steps();
        network.state().keySet().forEach(name -> bound.write(network.vector(name), state.vector(name)));
    }

    public long steps() {
        return steps;
    }

    /** One step on exactly the configured number of contents. */
    public StepResult step(List<? extends Content> batch) {
        if (batch.size() != batchSize) {
            throw new IllegalArgumentException("a step takes " + batchSize + " contents, was given " + batch.size());
        }
        long step = steps + 1;
        Task.Loaded loaded = task.load(bound, batch, step);
        bound.run(Network.GRADIENTS);
        double scored = Math.max(1, loaded.scored());
        double loss = task.lossSum(bound, loaded) / scored;
        bound.run(Network.NORM);
        double norm = Math.sqrt(bound.get(network.squaredNorm(), 0)) / scored;
        if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
            throw new IllegalStateException("loss " + loss + " with gradient norm " + norm + " at step " + step
                    + "; lower learning.rate or clip.norm and resume from the last checkpoint");
        }
        double rate = schedule.at(step);
        update(step, rate, Math.min(1, clipNorm / Math.max(norm, Double.MIN_NORMAL)) / scored);
        task.updated(bound, step);
        steps = step;
        return new StepResult(step, loss, rate, norm, loaded.tokens());
    }

    /** Copies what training changed so far. */
    public TrainingState state() {
        SortedMap<String, float[]> vectors = new TreeMap<>();
        network.state().keySet().forEach(name -> vectors.put(name, read(network.vector(name))));
        return new TrainingState(steps, vectors);
    }

    @Override
    public void close() {
        bound.close();
    }

    private void update(long step, double rate, double gradientScale) {
        bound.set(network.gradientScale(), 0, gradientScale);
        bound.set(network.learningRate(), 0, Updater.corrected(rate, beta2, step));
        bound.set(network.decay(), 0, 1 - rate * weightDecay);
        bound.run(Network.UPDATE);
    }

    private float[] read(Tensor vector) {
        float[] values = new float[Math.toIntExact(vector.elements())];
        bound.read(vector, values);
        return values;
    }
}
