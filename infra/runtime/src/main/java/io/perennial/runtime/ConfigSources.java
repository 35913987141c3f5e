package io.perennial.runtime;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigDef;

/**
 * Configuration values as text, with where each came from. Later sources win: {@code .properties} files, then the environment,
 * then {@code --set}. Immutable.
 */
public final class ConfigSources {
    /** Variables of the environment that start with it are configuration. */
    public static final String ENVIRONMENT_PREFIX = "PERENNIAL_";

    private final Map<String, String> values;
    private final Map<String, String> origins;

    private ConfigSources(Map<String, String> values, Map<String, String> origins) {
        this.values = Map.copyOf(values);
        this.origins = Map.copyOf(origins);
    }

    private static ConfigSources empty() {
        return new ConfigSources(Map.of(), Map.of());
    }

    /**
     * The sources of a command line.
     *
     * @param files later ones win
     * @param overrides values of {@code --set}
     * @throws ServiceException of kind usage if a file cannot be read
     */
    public static ConfigSources layered(
            List<Path> files, ConfigDef definition, Map<String, String> environment, Map<String, String> overrides) {
        ConfigSources sources = empty();
        for (Path file : files) {
            sources = sources.overriddenBy(file(file));
        }
        return sources.overriddenBy(environment(definition, environment)).overriddenBy(of("--set", overrides));
    }

    /**
     * Values of one source.
     *
     * @param origin shown in errors, for example {@code curator.properties} or {@code --set}
     */
    public static ConfigSources of(String origin, Map<String, String> values) {
        Map<String, String> origins = new LinkedHashMap<>();
        values.keySet().forEach(key -> origins.put(key, origin));
        return new ConfigSources(values, origins);
    }

    /**
     * Reads a {@code .properties} file in UTF-8.
     *
     * @throws ServiceException of kind usage if it cannot be read
     */
    public static ConfigSources file(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (NoSuchFileException e) {
            throw ServiceException.usage("--config " + file + ": no such file; name a .properties file");
        } catch (MalformedInputException | IllegalArgumentException e) {
            throw ServiceException.usage("--config " + file + ": not a .properties file in UTF-8: " + e.getMessage());
        } catch (IOException e) {
            throw ServiceException.usage("--config " + file + ": cannot be read: " + e.getMessage());
        }
        Map<String, String> values = new TreeMap<>();
        properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
        return of(file.toString(), values);
    }

    /**
     * Variables {@code PERENNIAL_<KEY>}, dots and dashes as underscores: {@code PERENNIAL_BOOTSTRAP_SERVERS}. A variable that is
     * no key of this definition is left out rather than refused, because container platforms set such variables by
     * themselves (Kubernetes: {@code PERENNIAL_TRAINER_PORT} for a service called perennial-trainer).
     */
    static ConfigSources environment(ConfigDef definition, Map<String, String> environment) {
        Map<String, String> values = new TreeMap<>();
        Map<String, String> origins = new TreeMap<>();
        Map<String, String> keysByVariable = new TreeMap<>();
        definition.names().forEach(key -> keysByVariable.put(variable(key), key));
        environment.forEach((variable, value) -> {
            String key = key(definition, keysByVariable, variable);
            if (!key.isEmpty()) {
                values.put(key, value);
                origins.put(key, variable);
            }
        });
        return new ConfigSources(values, origins);
    }

    /** These values, overridden by those of {@code later}. */
    public ConfigSources overriddenBy(ConfigSources later) {
        Map<String, String> mergedValues = new TreeMap<>(values);
        mergedValues.putAll(later.values);
        Map<String, String> mergedOrigins = new TreeMap<>(origins);
        mergedOrigins.putAll(later.origins);
        return new ConfigSources(mergedValues, mergedOrigins);
    }

    public Map<String, String> values() {
        return values;
    }

    /** {@code (from x)} with a space before it, or nothing when the key was not given. */
    String origin(String key) {
        String origin = origins.get(key);
        return origin == null ? "" : " (from " + origin + ")";
    }

    /** Name of the variable that sets a key. */
    static String variable(String key) {
        return ENVIRONMENT_PREFIX + key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    private static String key(ConfigDef definition, Map<String, String> keysByVariable, String variable) {
        String defined = keysByVariable.get(variable);
        if (defined != null) {
            return defined;
        }
        for (String prefix : ServiceConfig.passThroughPrefixes(definition)) {
            String variablePrefix = variable(prefix);
            if (variable.startsWith(variablePrefix) && variable.length() > variablePrefix.length()) {
                String rest = variable.substring(variablePrefix.length());
                return prefix + rest.toLowerCase(Locale.ROOT).replace('_', '.');
            }
        }
        return "";
    }
}
