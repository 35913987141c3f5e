package io.perennial.encoders.nd4j;

import io.perennial.encoders.plan.HostKernels;
import io.perennial.encoders.plan.Operation;
import io.perennial.encoders.plan.Tensor;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether composite operations run as kernels or as their parts.
 *
 * @param kernels null for parts
 * @param threads threads of the kernels
 */
record CompositeBinding(@Nullable HostKernels kernels, int threads) {
    /** Set to false to run the parts although the JVM offers what the kernels need. */
    static final String SWITCH = "perennial.vector.kernels";

    private static final Logger log = LoggerFactory.getLogger(CompositeBinding.class);
    private static final AtomicBoolean HAS_WARNED = new AtomicBoolean();
    private static final String MODULE = "jdk.incubator.vector";

    /** Kernels where they are {@linkplain #available available}, and not switched off; else the parts. */
    static CompositeBinding preferred(Backend backend, Precision precision) {
        boolean isWanted = Boolean.parseBoolean(System.getProperty(SWITCH, "true"));
        if (!isWanted) {
            return parts();
        }
        CompositeBinding binding = available(backend, precision).orElseGet(CompositeBinding::parts);
        warning(binding.threads, System.getenv())
                .filter(unused -> !HAS_WARNED.getAndSet(true))
                .ifPresent(log::warn);
        return binding;
    }

    /**
     * What to say of threads of OpenMP that keep cores for milliseconds after each matrix product and so leave none to the threads of
     * kernels. Only the environment of the process can shorten that: the library reads it when it is loaded.
     */
    static Optional<String> warning(int threads, Map<String, String> environment) {
        boolean isChosen = environment.containsKey("GOMP_SPINCOUNT") || environment.containsKey("OMP_WAIT_POLICY");
        return threads < 2 || isChosen
                ? Optional.empty()
                : Optional.of(
                        "threads of OpenMP keep those of vector kernels waiting, a step takes about a quarter longer;"
                                + " set GOMP_SPINCOUNT=300 in the environment");
    }

    /** Kernels where the back end computes on the host in single precision and the JVM was started with their module. */
    static Optional<CompositeBinding> available(Backend backend, Precision precision) {
        if (backend.hostThreads() == 0
                || precision != Precision.FLOAT
                || ModuleLayer.boot().findModule(MODULE).isEmpty()) {
            return Optional.empty();
        }
        return ServiceLoader.load(HostKernels.class, HostKernels.class.getClassLoader())
                .findFirst()
                .map(kernels -> new CompositeBinding(kernels, backend.hostThreads()));
    }

    /** Always the parts. */
    static CompositeBinding parts() {
        return new CompositeBinding(null, 0);
    }

    /** What to add to the description of the back end. */
    String suffix() {
        return kernels == null ? "" : ", " + kernels.description();
    }

    /** Empty if ND4J is to run the operation, or its parts. */
    Optional<Runnable> prepare(Operation operation, Function<Tensor, FloatBuffer> memory) {
        return kernels == null ? Optional.empty() : kernels.prepare(operation, memory, threads);
    }
}
