package io.perennial.curator;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Version of the curator that goes into every verdict. */
public final class CuratorVersion {
    private static final String RESOURCE = "/curator-version.properties";

    private CuratorVersion() {}

    public static String read() {
        try (InputStream stream = CuratorVersion.class.getResourceAsStream(RESOURCE)) {
            Properties properties = new Properties();
            properties.load(stream);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE, e);
        }
    }
}
