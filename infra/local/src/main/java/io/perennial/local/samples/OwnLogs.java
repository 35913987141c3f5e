package io.perennial.local.samples;

import io.perennial.runtime.ServiceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the local run's broker, Kafka clients and JVM logged when they first started, kept in a file so that every start has the same
 * corpus. The label is the package of the logger, or the tags of a line of the JVM; the group is the template.
 */
public final class OwnLogs {
    private static final int MOST_OF_A_TEMPLATE = 60;

    /** As {@code -Xlog:...:file=FILE:level,tags} writes it. */
    private static final Pattern JVM_LINE = Pattern.compile("\\[(\\w+)\\s*]\\[([\\w,]+)\\s*]\\s*(.+)");

    private final Path file;

    public OwnLogs(Path file) {
        this.file = file;
    }

    public boolean areKept() {
        return Files.exists(file);
    }

    /** Keeps the lines, after which {@link #read()} gives the same ones for ever. */
    public void keep(Collection<LabelledSample> heard, Path jvmLog) {
        List<LabelledSample> all = new ArrayList<>(heard);
        try {
            if (Files.exists(jvmLog)) {
                Files.readAllLines(jvmLog).forEach(line -> jvmLine(line).ifPresent(all::add));
            }
            List<String> lines = LogCollector.balanced(all, MOST_OF_A_TEMPLATE).stream()
                    .map(sample -> sample.label() + "\t" + sample.text())
                    .toList();
            Path partial = file.resolveSibling(file.getFileName() + ".partial");
            Files.write(partial, lines);
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw ServiceException.dependency("logs cannot be kept in " + file + ": " + e, e);
        }
    }

    public List<LabelledSample> read() {
        List<LabelledSample> samples = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(file)) {
                int tab = line.indexOf('\t');
                String text = line.substring(tab + 1);
                samples.add(LabelledSample.text(line.substring(0, tab), LogTemplate.of(text), text));
            }
        } catch (IOException e) {
            throw ServiceException.dependency("logs cannot be read from " + file + ": " + e, e);
        }
        return samples;
    }

    /** A line of the JVM's log as a sample; empty if it has another form. */
    static Optional<LabelledSample> jvmLine(String line) {
        Matcher matcher = JVM_LINE.matcher(line);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String text = matcher.group(1).toUpperCase(Locale.ROOT) + " "
                + matcher.group(3).strip();
        return Optional.of(LabelledSample.text("jvm " + matcher.group(2), LogTemplate.of(text), text));
    }
}
