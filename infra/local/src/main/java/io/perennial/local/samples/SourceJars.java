package io.perennial.local.samples;

import io.perennial.runtime.ServiceException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Documentation paragraphs of the source archives in a directory; the label of a paragraph is its library. */
public final class SourceJars {
    private static final String SUFFIX = "-sources.jar";

    private final Path directory;
    private final int perLibrary;

    /** @param perLibrary at most this many paragraphs of each library, so that labels are balanced */
    public SourceJars(Path directory, int perLibrary) {
        this.directory = directory;
        this.perLibrary = perLibrary;
    }

    /** As many paragraphs of each library as asked for. */
    public List<LabelledSample> chosen() {
        List<LabelledSample> samples = new ArrayList<>();
        for (Path jar : jars()) {
            List<LabelledSample> all = read(jar);
            indices(all.size()).forEach(i -> samples.add(all.get(i)));
        }
        return samples;
    }

    /** The other paragraphs, one library after the other. */
    public List<LabelledSample> others() {
        List<LabelledSample> samples = new ArrayList<>();
        for (Path jar : jars()) {
            List<LabelledSample> all = read(jar);
            Set<Integer> chosen = indices(all.size()).boxed().collect(Collectors.toSet());
            for (int i = 0; i < all.size(); i++) {
                if (!chosen.contains(i)) {
                    samples.add(all.get(i));
                }
            }
        }
        return samples;
    }

    private List<Path> jars() {
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> jars = files.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
            if (jars.size() < 2) {
                throw ServiceException.dependency(
                        directory + " holds " + jars.size()
                                + " source archives, expected several; infra/up fetches them",
                        null);
            }
            return jars;
        } catch (IOException e) {
            throw ServiceException.dependency(
                    directory + " cannot be read: " + e + "; infra/up fetches the source archives", e);
        }
    }

    private List<LabelledSample> read(Path jar) {
        String library = library(jar);
        List<LabelledSample> samples = new ArrayList<>();
        try (JarFile archive = new JarFile(jar.toFile())) {
            for (JarEntry entry : javaFiles(archive)) {
                try (InputStream stream = archive.getInputStream(entry)) {
                    String source = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
                    String group = library + "/" + entry.getName();
                    JavadocProse.paragraphs(source)
                            .forEach(text -> samples.add(LabelledSample.text(library, group, text)));
                }
            }
        } catch (IOException e) {
            throw ServiceException.data(jar + " is no readable archive: " + e + "; delete it and start again", e);
        }
        return samples;
    }

    /** Every so many paragraphs of the whole library instead of its first packages. */
    private IntStream indices(int size) {
        return size <= perLibrary
                ? IntStream.range(0, size)
                : IntStream.range(0, perLibrary).map(i -> (int) ((long) i * size / perLibrary));
    }

    private static List<JarEntry> javaFiles(JarFile archive) {
        List<JarEntry> files = new ArrayList<>();
        Enumeration<JarEntry> entries = archive.entries();
        while (entries.hasMoreElements()) {
            JarEntry entry = entries.nextElement();
            if (entry.getName().endsWith(".java")) {
                files.add(entry);
            }
        }
        files.sort(Comparator.comparing(JarEntry::getName));
        return files;
    }

    private static String library(Path jar) {
        String name = String.valueOf(jar.getFileName());
        return name.substring(0, name.length() - SUFFIX.length());
    }
}
