package io.perennial.local.samples;

import io.perennial.runtime.ServiceException;
import io.perennial.schemas.records.Modality;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Data that the person who starts the local run brings. Labels come from the folders of a directory ({@code CLASS/FILE}) or from
 * lines of the form {@code label<TAB>text}; they are optional.
 */
final class UserData {
    private static final char TAB = '\t';
    private static final String SOURCE = "user";
    private static final int FEWEST_LABELS = 2;

    private final List<LabelledSample> samples;
    private final boolean labelled;

    private UserData(List<LabelledSample> samples, boolean labelled) {
        this.samples = samples;
        this.labelled = labelled;
    }

    /**
     * Reads what an option names.
     *
     * @throws ServiceException of kind usage if it is missing, empty or of another kind than the modality needs
     */
    static UserData read(Path path, String option, Modality modality) {
        boolean directory = Files.isDirectory(path);
        if (!directory && !Files.isReadable(path)) {
            throw ServiceException.usage(option + " " + path + " is neither a readable file nor a directory");
        }
        if (directory && modality == Modality.LOGS) {
            throw ServiceException.usage(
                    option + " " + path + " is a directory; give a file with one record in each line");
        }
        if (!directory && modality == Modality.IMAGES) {
            throw ServiceException.usage(option + " " + path + " is a file; give a directory with pictures");
        }
        try {
            UserData data = directory
                    ? new UserData(ClassFolders.read(path), ClassFolders.isLabelled(path))
                    : lines(Files.readAllBytes(path));
            if (data.samples.isEmpty()) {
                throw ServiceException.usage(option + " " + path + " is empty; "
                        + (directory
                                ? "files are expected, or CLASS/FILE for labels"
                                : "one item in each line is expected, as text or label<TAB>text"));
            }
            return data;
        } catch (IOException | UncheckedIOException e) {
            throw ServiceException.usage(option + " " + path + " cannot be read: " + e);
        }
    }

    /**
     * The user's items in the place of those of {@code standard}. Without labels, or with too few items for a gold set, the gold set
     * stays the standard one: it is then known data that judges what was learned from the user's.
     */
    Corpus instead(Corpus standard, int goldPerLabel) {
        if (labelled) {
            HeldOut parts = HeldOut.of(samples, goldPerLabel);
            if (parts.gold().stream().map(LabelledSample::label).distinct().count() >= FEWEST_LABELS) {
                return Corpus.of(standard.modality(), SOURCE, "user-" + standard.goldSet(), parts);
            }
        }
        return new Corpus(standard.modality(), SOURCE, standard.goldSet(), standard.gold(), samples);
    }

    /** Keeps bytes that are no UTF-8 as they are: the curator has a verdict for them. */
    private static UserData lines(byte[] content) {
        List<byte[]> lines = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= content.length; i++) {
            if (i == content.length || content[i] == '\n') {
                byte[] line = Arrays.copyOfRange(content, start, i > start && content[i - 1] == '\r' ? i - 1 : i);
                if (!new String(line, StandardCharsets.UTF_8).isBlank()) {
                    lines.add(line);
                }
                start = i + 1;
            }
        }
        boolean labelled = lines.stream().allMatch(line -> tab(line) > 0 && tab(line) < line.length - 1);
        return new UserData(lines.stream().map(line -> sample(line, labelled)).toList(), labelled);
    }

    private static LabelledSample sample(byte[] line, boolean labelled) {
        byte[] content = labelled ? Arrays.copyOfRange(line, tab(line) + 1, line.length) : line;
        String label = labelled ? new String(line, 0, tab(line), StandardCharsets.UTF_8) : "unlabelled";
        return new LabelledSample(label, new String(content, StandardCharsets.UTF_8), content);
    }

    private static int tab(byte[] line) {
        for (int i = 0; i < line.length; i++) {
            if (line[i] == TAB) {
                return i;
            }
        }
        return -1;
    }
}
