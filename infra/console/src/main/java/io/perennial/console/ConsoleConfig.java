package io.perennial.console;

import io.perennial.runtime.HostPort;
import io.perennial.runtime.ServiceConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;

/** Configuration keys of the console. */
public final class ConsoleConfig {
    public static final String ADDRESS = "console.address";
    public static final String USERS_FILE = "console.users.file";
    public static final String HOSTS = "console.hosts";
    public static final String HTTPS = "console.https";
    public static final String MODELS = "console.models";
    public static final String VERDICTS = "console.verdicts";
    public static final String SILENT_AFTER = "console.silent.after.ms";
    public static final String LOOK_INTERVAL = "console.look.interval.ms";

    private ConsoleConfig() {}

    public static ConfigDef definition() {
        return ServiceConfig.definition()
                .define(
                        ADDRESS,
                        Type.STRING,
                        "127.0.0.1:8090",
                        HostPort.validator(),
                        Importance.HIGH,
                        "host:port of the console; port 0 picks a free one. Any host but loopback needs " + USERS_FILE
                                + ".")
                .define(
                        USERS_FILE,
                        Type.STRING,
                        "",
                        Importance.HIGH,
                        "File of users, one name:role:hash a line as `perennial-console user-entry` prints it; empty: the"
                                + " console listens on loopback only and whoever reaches it may do everything.")
                .define(
                        HOSTS,
                        Type.LIST,
                        "",
                        Importance.MEDIUM,
                        "Host names, with port if it is not the default one, under which browsers may reach the console,"
                                + " beside the loopback names; needed behind a proxy. Guards against DNS rebinding.")
                .define(
                        HTTPS,
                        Type.BOOLEAN,
                        false,
                        Importance.MEDIUM,
                        "True when browsers reach the console by HTTPS, through a proxy: cookies are then sent by HTTPS only.")
                .define(
                        MODELS,
                        Type.LIST,
                        "text-encoder,log-encoder,image-encoder",
                        Importance.MEDIUM,
                        "Models to show before anything is known about them; others are added as they appear.")
                .define(
                        VERDICTS,
                        Type.LONG,
                        200_000L,
                        Range.atLeast(0),
                        Importance.LOW,
                        "How many of the newest verdicts of the curator are counted from the start.")
                .define(
                        SILENT_AFTER,
                        Type.LONG,
                        15_000L,
                        Range.atLeast(1_000),
                        Importance.MEDIUM,
                        "Milliseconds after which a serving instance that reports nothing is not waited for.")
                .define(
                        LOOK_INTERVAL,
                        Type.LONG,
                        3_000L,
                        Range.atLeast(100),
                        Importance.LOW,
                        "Milliseconds between two looks at consumer lag and at MLflow.");
    }
}
