package io.perennial.ingest;

import io.perennial.runtime.ServiceException;
import io.perennial.schemas.records.Modality;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * The files that were named: directories are walked, sorted by path, hidden entries left out. Of a directory, pictures are taken by
 * extension for images and everything else for text and logs.
 */
final class FileSelection {
    private FileSelection() {}

    /**
     * @param file to read
     * @param relative name in the id: relative to the directory that was named, or the file's own name
     * @param bytes length when it was listed
     */
    record SelectedFile(Path file, String relative, long bytes) {}

    /**
     * Lists the files.
     *
     * @throws ServiceException of kind usage for a path that is missing or holds nothing to publish, of kind data for what cannot be
     *     read
     */
    static List<SelectedFile> of(List<Path> paths, Modality modality) {
        List<SelectedFile> selected = new ArrayList<>();
        for (Path path : paths) {
            int before = selected.size();
            try {
                if (Files.isDirectory(path)) {
                    walk(path, modality, selected);
                } else {
                    selected.add(single(path, modality));
                }
            } catch (IOException e) {
                throw ServiceException.data(path + ": cannot be listed: " + e + "; correct its permissions", e);
            }
            if (selected.size() == before) {
                throw ServiceException.usage(path + ": holds nothing to publish as " + modality + wanted(modality));
            }
        }
        return selected;
    }

    private static SelectedFile single(Path path, Modality modality) throws IOException {
        if (!Files.exists(path)) {
            throw ServiceException.usage(path + ": no such file or directory");
        }
        if (!Files.isReadable(path)) {
            throw ServiceException.data(path + ": cannot be read; correct its permissions", null);
        }
        if (modality == Modality.IMAGES && MediaTypes.picture(path) == null) {
            throw ServiceException.usage(path + ": is no picture" + wanted(modality));
        }
        return new SelectedFile(path, String.valueOf(path.getFileName()), Files.size(path));
    }

    private static void walk(Path root, Modality modality, List<SelectedFile> selected) throws IOException {
        List<SelectedFile> found = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                boolean hidden = !directory.equals(root)
                        && directory.getFileName().toString().startsWith(".");
                return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                boolean picture = MediaTypes.picture(file) != null;
                if (!file.getFileName().toString().startsWith(".")
                        && Files.isRegularFile(file)
                        && picture == (modality == Modality.IMAGES)) {
                    found.add(new SelectedFile(file, root.relativize(file).toString(), Files.size(file)));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
                throw ServiceException.data(
                        file + ": cannot be read: " + failure + "; correct its permissions", failure);
            }
        });
        found.sort(java.util.Comparator.comparing(SelectedFile::relative));
        selected.addAll(found);
    }

    private static String wanted(Modality modality) {
        return modality == Modality.IMAGES
                ? "; pictures are files ending in " + MediaTypes.pictureExtensions()
                : "; name a text file or a directory with text files";
    }
}
