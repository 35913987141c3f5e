package io.perennial.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.console.ConsoleConfig;
import io.perennial.curator.CuratorConfig;
import io.perennial.evaluator.ControllerConfig;
import io.perennial.evaluator.EvaluatorConfig;
import io.perennial.ingest.IngestConfig;
import io.perennial.runtime.ConfigurationDocument;
import io.perennial.serving.ServingConfig;
import io.perennial.trainer.TrainerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.Test;

/**
 * Keeps {@code infra/docs/configuration.md} in step with the code. After a change of keys, write it anew with
 * {@code mvn -pl tests -am test -Dtest=ConfigurationPageTest -Dsurefire.failIfNoSpecifiedTests=false -Dconfiguration.write=true}.
 */
class ConfigurationPageTest {
    private static final Path PAGE = Path.of("..", "infra", "docs", "configuration.md");

    private static Map<String, ConfigDef> definitions() {
        Map<String, ConfigDef> definitions = new LinkedHashMap<>();
        definitions.put("perennial-ingest", IngestConfig.definition());
        definitions.put("perennial-curator", CuratorConfig.definition());
        definitions.put("perennial-trainer", TrainerConfig.definition());
        definitions.put("perennial-evaluator", EvaluatorConfig.definition());
        definitions.put("perennial-controller", ControllerConfig.definition());
        definitions.put("perennial-serving", ServingConfig.definition());
        definitions.put("perennial-console", ConsoleConfig.definition());
        return definitions;
    }

    private static String page() {
        StringBuilder page = new StringBuilder("# Configuration\n\n")
                .append("Written by `ConfigurationPageTest` from the definitions in the code; do not edit.\n\n")
                .append(
                        "Values come from `.properties` files (`--config FILE`), then from the environment (`PERENNIAL_<KEY>`, dots as ")
                .append(
                        "underscores), then from `--set key=value`; later ones win. `--help` of each program prints its keys.\n\n");
        definitions().forEach((name, definition) -> page.append(ConfigurationDocument.markdown(name, definition)));
        return page.toString();
    }

    @Test
    void pageSaysWhatTheCodeSays() throws IOException {
        // given
        String expected = page();
        // when
        if (Boolean.getBoolean("configuration.write")) {
            Files.writeString(PAGE, expected);
        }
        // then
        assertThat(Files.readString(PAGE))
                .as("infra/docs/configuration.md; the comment of this test says how to write it anew")
                .isEqualTo(expected);
    }
}
