package io.perennial.runtime;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.types.Password;

/** Shows configuration to people: reference page, {@code --help}, effective values. Secrets never appear. */
public final class ConfigurationDocument {
    private static final Pattern SECRET_KEY =
            Pattern.compile("(password|secret|token|credential|jaas|\\.key$)", Pattern.CASE_INSENSITIVE);
    private static final Pattern USER_OF_ADDRESS = Pattern.compile("//[^/@\\s]+@");

    private ConfigurationDocument() {}

    /** A section of the reference page in Markdown: one row for each key, most important first. */
    public static String markdown(String service, ConfigDef definition) {
        StringBuilder page = new StringBuilder("## " + service + "\n\n")
                .append("| key | type | default | allowed | meaning |\n|---|---|---|---|---|\n");
        for (ConfigKey key : inOrder(definition)) {
            page.append("| `%s` | %s | %s | %s | %s |%n"
                    .formatted(key.name, type(key), code(defaultText(key)), cell(allowed(key)), cell(key.documentation))
                    .replace("\r", ""));
        }
        return page.append('\n').toString();
    }

    /** The text of {@code --help}. */
    static String help(String service, ConfigDef definition) {
        StringBuilder text = new StringBuilder("usage: " + service + " [--config FILE]... [--set key=value]...\n\n")
                .append("Values come from .properties files (--config), then from the environment (")
                .append(ConfigSources.variable(ServiceConfig.BOOTSTRAP_SERVERS))
                .append(
                        "=...), then from --set; later ones win.\nExit codes: 0 clean, 1 bug, 2 usage or configuration, ")
                .append("3 dependency unavailable, 4 data.\n\nKeys:\n");
        for (ConfigKey key : inOrder(definition)) {
            String default_ = defaultText(key);
            text.append("  ").append(key.name).append(" (").append(type(key));
            text.append(default_.isEmpty() ? ")" : ", default " + default_ + ")");
            text.append("\n      ").append(key.documentation);
            text.append(allowed(key).isEmpty() ? "\n" : " Allowed: " + allowed(key) + "\n");
        }
        return text.toString();
    }

    /** Effective values, one {@code key = value} for each line, defaults marked, secrets hidden. */
    static List<String> effective(ServiceConfig config) {
        Map<String, Object> shown = new TreeMap<>(config.originals());
        shown.putAll(config.values());
        Map<String, Object> given = config.originals();
        return shown.entrySet().stream()
                .filter(entry -> !ServiceConfig.isPassThrough(entry.getKey()))
                .map(entry -> entry.getKey() + " = " + shownValue(entry.getKey(), entry.getValue())
                        + (given.containsKey(entry.getKey()) ? "" : "  (default)"))
                .toList();
    }

    private static String shownValue(String key, Object value) {
        if (value instanceof Password || SECRET_KEY.matcher(key).find()) {
            return Password.HIDDEN;
        }
        String text = value instanceof List<?> list
                ? String.join(",", list.stream().map(String::valueOf).toList())
                : String.valueOf(value);
        return USER_OF_ADDRESS.matcher(text).replaceAll("//" + Password.HIDDEN + "@");
    }

    private static List<ConfigKey> inOrder(ConfigDef definition) {
        return definition.configKeys().values().stream()
                .sorted(Comparator.comparing((ConfigKey key) -> ServiceConfig.isPassThrough(key.name))
                        .thenComparing(key -> key.importance)
                        .thenComparing(key -> key.name))
                .toList();
    }

    private static String type(ConfigKey key) {
        return ServiceConfig.isPassThrough(key.name)
                ? "prefix"
                : key.type.name().toLowerCase(java.util.Locale.ROOT);
    }

    private static String defaultText(ConfigKey key) {
        if (!key.hasDefault()) {
            return key.type == Type.PASSWORD ? "" : "required";
        }
        if (key.defaultValue == null || ServiceConfig.isPassThrough(key.name)) {
            return "";
        }
        String converted = ConfigDef.convertToString(key.defaultValue, key.type);
        return converted == null ? "" : converted;
    }

    private static String allowed(ConfigKey key) {
        return key.validator == null ? "" : key.validator.toString();
    }

    private static String code(String text) {
        return text.isEmpty() ? "" : "`" + cell(text) + "`";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("\n", " ");
    }
}
