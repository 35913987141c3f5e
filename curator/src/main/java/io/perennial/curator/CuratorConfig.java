package io.perennial.curator;

import io.perennial.curator.privacy.TokenKey;
import io.perennial.curator.rules.RuleSet;
import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.ServiceException;
import io.perennial.schemas.records.Modality;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;

/** Keys of the curator. Everything that decides about a sample is in the rule files, so that its digest is in the verdicts. */
public final class CuratorConfig {
    public static final String APPLICATION_ID = "application.id";
    public static final String NUM_STREAM_THREADS = "num.stream.threads";
    public static final String NUM_STANDBY_REPLICAS = "num.standby.replicas";
    public static final String RULES_TEXT = "rules.text";
    public static final String RULES_LOGS = "rules.logs";
    public static final String RULES_IMAGES = "rules.images";

    public static final String PERSONAL_DATA_KEY = "personal.data.key";

    private static final String RULES_DOC = "Rule file for raw.%s; empty: the rules that come with the curator.";

    private CuratorConfig() {}

    public static ConfigDef definition() {
        return ServiceConfig.definition()
                .define(
                        APPLICATION_ID,
                        Type.STRING,
                        "perennial-curator",
                        Importance.MEDIUM,
                        "Names the consumer group and the internal topics; another id starts from the beginning of the log.")
                .define(
                        NUM_STREAM_THREADS,
                        Type.INT,
                        1,
                        Range.atLeast(1),
                        Importance.MEDIUM,
                        "Threads of this instance; more than partitions of all raw topics together are idle.")
                .define(
                        NUM_STANDBY_REPLICAS,
                        Type.INT,
                        0,
                        Range.atLeast(0),
                        Importance.MEDIUM,
                        "Copies of each state store on other instances; with 1, an instance that is lost is replaced at once.")
                .define(
                        PERSONAL_DATA_KEY,
                        Type.PASSWORD,
                        "",
                        Importance.MEDIUM,
                        "Secret of at least 16 characters that makes the tokens of personal data which a rule file says to HASH;"
                                + " another secret gives other tokens.")
                .define(RULES_TEXT, Type.STRING, "", Importance.MEDIUM, RULES_DOC.formatted("text"))
                .define(RULES_LOGS, Type.STRING, "", Importance.MEDIUM, RULES_DOC.formatted("logs"))
                .define(RULES_IMAGES, Type.STRING, "", Importance.MEDIUM, RULES_DOC.formatted("images"));
    }

    /** The rule sets that the configuration names. */
    public static Map<Modality, RuleSet> rules(ServiceConfig config) {
        Map<Modality, RuleSet> rules = new EnumMap<>(Modality.class);
        for (Modality modality : List.of(Modality.TEXT, Modality.LOGS, Modality.IMAGES)) {
            String file = config.getString(key(modality));
            RuleSet set = file.isBlank() ? RuleSet.bundled(modality) : RuleSet.file(Path.of(file), modality);
            rules.put(modality, withSecret(set, config));
        }
        return rules;
    }

    /**
     * The same rules with the secret of the configuration, if they need it.
     *
     * @throws ServiceException if they need it and it cannot be used
     */
    public static RuleSet withSecret(RuleSet rules, ServiceConfig config) {
        if (!rules.personalData().needsKey()) {
            return rules;
        }
        try {
            return rules.withTokenKey(
                    new TokenKey(config.getPassword(PERSONAL_DATA_KEY).value()));
        } catch (IllegalArgumentException e) {
            throw ServiceException.usage(
                    "the rules of " + rules.modality() + " say to HASH personal data, but " + PERSONAL_DATA_KEY
                            + " cannot be used: " + e.getMessage() + "; set " + PERSONAL_DATA_KEY
                            + " in a file that only the curator can read, or PERENNIAL_PERSONAL_DATA_KEY");
        }
    }

    private static String key(Modality modality) {
        return switch (modality) {
            case TEXT -> RULES_TEXT;
            case LOGS -> RULES_LOGS;
            case IMAGES -> RULES_IMAGES;
            case UNKNOWN -> throw new IllegalArgumentException("modality UNKNOWN has no rules");
        };
    }
}
