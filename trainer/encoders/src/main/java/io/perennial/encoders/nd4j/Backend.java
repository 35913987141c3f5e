package io.perennial.encoders.nd4j;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.Loader;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ND4J back end that the class path brought.
 *
 * @param description back end, device and threads in one line
 * @param hostThreads threads that compute on the host; none where a GPU does
 */
record Backend(String description, int hostThreads) {
    private static final Logger log = LoggerFactory.getLogger(Backend.class);
    private static final String CUDA_BACKEND = "org.nd4j.linalg.jcublas.JCublasBackend";

    /** The released nd4j-cuda library carries machine code for compute capability 3.7 to 8.6 and nothing to translate. */
    private static final double FIRST_UNSUPPORTED_CAPABILITY = 9.0;

    private static final Pattern CLASSIFIER =
            Pattern.compile("nd4j-native-[0-9][^/\\\\]*?-((?:linux|macosx|windows)-[^/\\\\]+?)\\.jar");

    /** Loads the back end, and says in one line if it is one that will be slow. */
    static Backend load() {
        return Holder.BACKEND;
    }

    private static Backend detect() {
        return isOnClassPath(CUDA_BACKEND) ? cuda() : cpu();
    }

    private static Backend cpu() {
        String name = Nd4j.getBackend().getClass().getSimpleName();
        int threads = NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads();
        String classifier = classifier();
        if (!classifier.contains("onednn")) {
            log.atWarn()
                    .addKeyValue("classifier", classifier)
                    .log(
                            "ND4J runs without oneDNN, training will be about three times slower; put the onednn classifier of"
                                    + " nd4j-native on the class path");
        }
        return new Backend(
                ("CpuBackend".equals(name) ? "nd4j-native" : name) + " " + classifier + ", cpu, " + threads
                        + (threads == 1 ? " thread" : " threads"),
                threads);
    }

    private static Backend cuda() {
        double capability = computeCapability();
        if (capability >= FIRST_UNSUPPORTED_CAPABILITY) {
            throw new IllegalStateException("GPU of compute capability " + capability
                    + " is not supported by nd4j-cuda-11.6 1.0.0-M2.1, which runs on 3.7 to 8.9; build without -Pcuda to use"
                    + " the CPU");
        }
        return new Backend(
                "nd4j-cuda " + Nd4j.getBackend().getClass().getSimpleName() + ", compute capability " + capability, 0);
    }

    private static double computeCapability() {
        try {
            Process process = new ProcessBuilder("nvidia-smi", "--query-gpu=compute_cap", "--format=csv,noheader")
                    .redirectErrorStream(true)
                    .start();
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Double.parseDouble(answer.strip().lines().findFirst().orElse(""));
        } catch (IOException | NumberFormatException e) {
            throw new IllegalStateException(
                    "this build uses nd4j-cuda, but nvidia-smi names no GPU (" + e.getMessage()
                            + "); install the NVIDIA driver, or build without -Pcuda to use the CPU",
                    e);
        }
    }

    private static String classifier() {
        for (String path : Loader.getLoadedLibraries().values()) {
            Matcher matcher = CLASSIFIER.matcher(path);
            if (matcher.find()) {
                return matcher.group(1);
            }
        }
        return "unknown classifier";
    }

    private static boolean isOnClassPath(String className) {
        try {
            Class.forName(className, false, Backend.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static final class Holder {
        static final Backend BACKEND = detect();
    }
}
