package io.perennial.local.samples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A directory with one folder for each class and one file for each item. */
final class ClassFolders {
    private ClassFolders() {}

    static boolean isLabelled(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(Files::isDirectory).count() >= 2;
        }
    }

    /** All files, sorted by class and name; the group of an item is its content's file. */
    static List<LabelledSample> read(Path directory) throws IOException {
        List<LabelledSample> samples = new ArrayList<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                byte[] content = Files.readAllBytes(file);
                if (content.length > 0) {
                    Path relative = directory.relativize(file);
                    samples.add(new LabelledSample(relative.getName(0).toString(), relative.toString(), content));
                }
            }
        }
        return samples;
    }
}
