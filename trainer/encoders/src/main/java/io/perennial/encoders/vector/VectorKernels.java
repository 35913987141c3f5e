package io.perennial.encoders.vector;

import io.perennial.encoders.plan.HostKernels;
import io.perennial.encoders.plan.Operation;
import io.perennial.encoders.plan.Tensor;
import java.nio.FloatBuffer;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The kernels of this package, for tensors whose rows lie next to each other. */
public final class VectorKernels implements HostKernels {
    @Override
    public String description() {
        return "vector kernels 3";
    }

    @Override
    public Optional<Runnable> prepare(Operation operation, Function<Tensor, FloatBuffer> memory, int threads) {
        Workers workers = Workers.of(threads);
        if (operation instanceof Operation.Attention attention) {
            Tensor mask = attention.mask();
            boolean isContiguous = contiguous(attention.projected(), attention.weights(), attention.context())
                    && (mask == null || contiguous(mask));
            return when(isContiguous, () -> new AttentionKernel(attention, memory, workers));
        }
        if (operation instanceof Operation.AttentionGradient attention) {
            boolean isContiguous = contiguous(
                    attention.projected(),
                    attention.weights(),
                    attention.contextGradient(),
                    attention.projectedGradient());
            return when(isContiguous, () -> new AttentionGradientKernel(attention, memory, workers));
        }
        return prepareRows(operation, memory, workers);
    }

    private static Optional<Runnable> prepareRows(
            Operation operation, Function<Tensor, FloatBuffer> memory, Workers workers) {
        if (operation instanceof Operation.LayerNormalization norm) {
            return when(
                    contiguous(norm.input(), norm.normalised(), norm.inverse(), norm.output()),
                    () -> new LayerNormalizationKernel(norm, memory, workers));
        }
        if (operation instanceof Operation.LayerNormalizationGradient norm) {
            return when(
                    contiguous(norm.outputGradient(), norm.normalised(), norm.inverse(), norm.inputGradient()),
                    () -> new LayerNormalizationGradientKernel(norm, memory, workers));
        }
        if (operation instanceof Operation.GaussianErrorUnit unit) {
            return when(
                    contiguous(unit.input(), unit.output()), () -> new GaussianErrorUnitKernel(unit, memory, workers));
        }
        if (operation instanceof Operation.GaussianErrorUnitGradient unit) {
            return when(
                    contiguous(unit.input(), unit.gradient()),
                    () -> new GaussianErrorUnitGradientKernel(unit, memory, workers));
        }
        return prepareUpdate(operation, memory, workers);
    }

    private static Optional<Runnable> prepareUpdate(
            Operation operation, Function<Tensor, FloatBuffer> memory, Workers workers) {
        if (operation instanceof Operation.SquaredNorm norm) {
            return when(contiguous(norm.input()), () -> new SquaredNormKernel(norm, memory, workers));
        }
        if (operation instanceof Operation.DecayingAdam adam) {
            return when(
                    contiguous(adam.gradient(), adam.secondMoment(), adam.firstMoment(), adam.parameters()),
                    () -> new DecayingAdamKernel(adam, memory, workers));
        }
        return Optional.empty();
    }

    private static boolean contiguous(Tensor... tensors) {
        return Stream.of(tensors).allMatch(Tensor::isContiguous);
    }

    private static Optional<Runnable> when(boolean fits, Supplier<Runnable> kernel) {
        return fits ? Optional.of(kernel.get()) : Optional.empty();
    }
}
