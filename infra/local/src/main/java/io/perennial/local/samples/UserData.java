package io.perennial.local.samples;

import io.perennial.runtime.ServiceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Data that the person who starts the local run brings. Labels come from the folders of a directory ({@code CLASS/FILE}) or from
 * lines of the form {@code label<TAB>text}; they are optional.
 */
final class UserData {
    private static final char TAB = '\t';

    private final List<LabelledSample> samples;
    private final boolean labelled;

    private UserData(List<LabelledSample> samples, boolean labelled) {
        this.samples = samples;
        this.labelled = labelled;
    }

    static UserData read(Path path, String option) {
        try {
            if (Files.isDirectory(path)) {
                return new UserData(ClassFolders.read(path), ClassFolders.isLabelled(path));
            }
            if (Files.isReadable(path)) {
                return lines(path);
            }
        } catch (IOException e) {
            throw ServiceException.usage(option + " " + path + " cannot be read: " + e);
        }
        throw ServiceException.usage(option + " " + path + " is neither a readable file nor a directory");
    }

    /**
     * The user's items in the place of those of {@code standard}. Without labels, the gold set stays the standard one: it is then
     * known data that judges what was learned from the user's.
     */
    Corpus instead(Corpus standard, int goldPerLabel) {
        if (!labelled) {
            return new Corpus(standard.modality(), "user", standard.goldSet(), standard.gold(), samples);
        }
        return Corpus.of(standard.modality(), "user", "user-" + standard.goldSet(), HeldOut.of(samples, goldPerLabel));
    }

    private static UserData lines(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file).stream()
                .filter(line -> !line.isBlank())
                .toList();
        if (lines.isEmpty()) {
            throw ServiceException.usage(
                    file + " is empty; one item in each line is expected, as text or label<TAB>text");
        }
        boolean labelled =
                lines.stream().allMatch(line -> line.indexOf(TAB) > 0 && line.indexOf(TAB) < line.length() - 1);
        List<LabelledSample> samples = new ArrayList<>();
        for (String line : lines) {
            int tab = labelled ? line.indexOf(TAB) : -1;
            String text = line.substring(tab + 1);
            samples.add(LabelledSample.text(labelled ? line.substring(0, tab) : "unlabelled", text, text));
        }
        return new UserData(samples, labelled);
    }
}
