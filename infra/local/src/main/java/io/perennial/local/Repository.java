package io.perennial.local;

import io.perennial.runtime.ServiceException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The checkout that this process runs in. */
public final class Repository {
    private Repository() {}

    /** The nearest directory at or above the working directory that holds this project. */
    public static Path root() {
        Path start = Path.of("").toAbsolutePath();
        for (Path directory = start; directory != null; directory = directory.getParent()) {
            if (Files.exists(directory.resolve("infra/local/pom.xml"))) {
                return directory;
            }
        }
        throw ServiceException.usage("no checkout of Perennial at or above " + start + "; start from inside one");
    }
}
