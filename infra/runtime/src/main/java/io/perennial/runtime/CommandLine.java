package io.perennial.runtime;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.kafka.common.config.ConfigDef;

/**
 * Command line of a service.
 *
 * @param help print the keys and end
 * @param version print the version and end
 * @param files {@code --config}, in order
 * @param overrides {@code --set}
 */
record CommandLine(boolean help, boolean version, List<Path> files, Map<String, String> overrides) {
    CommandLine {
        files = List.copyOf(files);
        overrides = Map.copyOf(overrides);
    }

    /** Throws a {@link ServiceException} of kind usage that names the argument. */
    static CommandLine parse(String... arguments) {
        boolean help = false;
        boolean version = false;
        List<Path> files = new ArrayList<>();
        Map<String, String> overrides = new LinkedHashMap<>();
        Iterator<String> rest = List.of(arguments).iterator();
        while (rest.hasNext()) {
            String argument = rest.next();
            int equals = argument.indexOf('=');
            String option = argument.startsWith("--") && equals > 0 ? argument.substring(0, equals) : argument;
            switch (option) {
                case "--help", "-h" -> help = true;
                case "--version" -> version = true;
                case "--config" -> files.add(Path.of(value(argument, option, rest)));
                case "--set" -> addOverride(overrides, value(argument, option, rest));
                default ->
                    throw ServiceException.usage("unknown argument '" + argument
                            + "'; allowed are --config FILE, --set key=value, --help and --version");
            }
        }
        return new CommandLine(help, version, files, overrides);
    }

    ConfigSources sources(ConfigDef definition, Map<String, String> environment) {
        return ConfigSources.layered(files, definition, environment, overrides);
    }

    private static String value(String argument, String option, Iterator<String> rest) {
        if (argument.length() > option.length()) {
            return argument.substring(option.length() + 1);
        }
        try {
            return rest.next();
        } catch (NoSuchElementException e) {
            throw ServiceException.usage(option + " needs a value");
        }
    }

    private static void addOverride(Map<String, String> overrides, String assignment) {
        int equals = assignment.indexOf('=');
        if (equals < 1) {
            throw ServiceException.usage("--set expects key=value, saw '" + assignment + "'");
        }
        overrides.put(assignment.substring(0, equals).strip(), assignment.substring(equals + 1));
    }
}
