package io.perennial.trainer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.perennial.encoders.StepResult;
import io.perennial.schemas.records.Checkpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToDoubleFunction;

/** Meters of one trainer, each tagged with its model. */
final class TrainingMetrics implements TrainingListener, AutoCloseable {
    private record Values(long waiting, double loss, double gradientNorm, double tokensPerSecond, long version) {
        Values withWaiting(long value) {
            return new Values(value, loss, gradientNorm, tokensPerSecond, version);
        }

        Values withVersion(long value) {
            return new Values(waiting, loss, gradientNorm, tokensPerSecond, value);
        }
    }

    private final MeterRegistry registry;
    private final AtomicReference<Values> values = new AtomicReference<>(new Values(0, 0, 0, 0, 0));
    private final List<Meter> meters = new ArrayList<>();
    private final Counter steps;
    private final Counter checkpoints;
    private final Counter leftOut;

    TrainingMetrics(MeterRegistry registry, String model) {
        this.registry = registry;
        gauge("perennial.trainer.window.samples", "Samples of the next window that are here", model, Values::waiting);
        gauge("perennial.trainer.loss", "Loss of the last step", model, Values::loss);
        gauge("perennial.trainer.gradient.norm", "Norm before clipping", model, Values::gradientNorm);
        gauge("perennial.trainer.tokens.per.second", "Over the last seconds", model, Values::tokensPerSecond);
        gauge("perennial.trainer.version", "Version of the last checkpoint", model, Values::version);
        steps = counter("perennial.trainer.steps", "Steps since the start", model);
        checkpoints = counter("perennial.trainer.checkpoints", "Checkpoints since the start", model);
        leftOut = counter("perennial.trainer.left.out", "Samples that the encoder cannot read", model);
    }

    @Override
    public void waiting(String model, long samples, long needed) {
        values.updateAndGet(old -> old.withWaiting(samples));
    }

    @Override
    public void stepped(String model, long version, int step, int ofSteps, StepResult result, double tokensPerSecond) {
        steps.increment();
        values.updateAndGet(
                old -> new Values(old.waiting, result.loss(), result.gradientNorm(), tokensPerSecond, old.version));
    }

    @Override
    public void checkpointed(Checkpoint checkpoint) {
        checkpoints.increment();
        values.updateAndGet(old -> old.withVersion(checkpoint.getVersion()));
    }

    @Override
    public void leftOut(String model, String sampleId, String position, String reason) {
        leftOut.increment();
    }

    @Override
    public void close() {
        meters.forEach(registry::remove);
    }

    private void gauge(String name, String description, String model, ToDoubleFunction<Values> value) {
        meters.add(Gauge.builder(name, values, reference -> value.applyAsDouble(reference.get()))
                .description(description)
                .tag("model", model)
                .register(registry));
    }

    private Counter counter(String name, String description, String model) {
        Counter counter = Counter.builder(name)
                .description(description)
                .tag("model", model)
                .register(registry);
        meters.add(counter);
        return counter;
    }
}
