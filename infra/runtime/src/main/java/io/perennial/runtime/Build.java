package io.perennial.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * What this program was built from.
 *
 * @param version version of Perennial
 * @param commit commit of the sources, {@code unknown} when the build was not told ({@code -Dbuild.commit=...})
 */
public record Build(String version, String commit) {
    private static final Build CURRENT = read();

    /** The running build. */
    public static Build current() {
        return CURRENT;
    }

    private static Build read() {
        try (InputStream stream = Build.class.getResourceAsStream("build.properties")) {
            if (stream == null) {
                throw new IllegalStateException("build.properties is not on the class path");
            }
            Properties properties = new Properties();
            properties.load(stream);
            return new Build(properties.getProperty("version"), properties.getProperty("commit"));
        } catch (IOException e) {
            throw new UncheckedIOException("build.properties", e);
        }
    }
}
