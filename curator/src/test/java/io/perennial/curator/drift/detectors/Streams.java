package io.perennial.curator.drift.detectors;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.perennial.curator.drift.StreamDetector;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.IntStream;

/** Streams of the referees, and where something happens in a stream. */
final class Streams {
    private Streams() {}

    /** A stream of {@code streams.txt}. */
    static double[] recorded(String name) throws IOException {
        try (InputStream stream = Streams.class.getResourceAsStream("/drift/streams.txt")) {
            return new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith(name + " "))
                    .findFirst()
                    .orElseThrow()
                    .substring(name.length() + 1)
                    .chars()
                    .mapToDouble(digit -> digit - '0')
                    .toArray();
        }
    }

    /** A stream of the data for tests; the test is skipped where they are not. */
    static double[] shared(String file) throws IOException {
        Path path = Path.of("..", "..", "shared", "data", "drift_streams", file);
        assumeTrue(Files.exists(path), "skipped: the referee's streams are not here: " + path);
        return Files.readAllLines(path).stream()
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    /** Indices at which the detector raises an alarm. */
    static int[] alarms(StreamDetector detector, double... stream) {
        return IntStream.range(0, stream.length)
                .filter(i -> detector.add(stream[i]) != null)
                .toArray();
    }

    /** Index of the first warning; -1 if there is none. */
    static int firstWarning(BernoulliDetector detector, double... stream) {
        return IntStream.range(0, stream.length)
                .filter(i -> {
                    detector.add(stream[i]);
                    return detector.level() == BernoulliDetector.Level.WARNING;
                })
                .findFirst()
                .orElse(-1);
    }
}
