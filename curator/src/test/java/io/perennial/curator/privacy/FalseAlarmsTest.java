package io.perennial.curator.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.perennial.curator.rules.RuleSet;
import io.perennial.schemas.records.Modality;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the rules that come with the curator find in real data, of which the samples were read: logs are full of times, versions and
 * numbers of blocks, and none of them is personal.
 */
class FalseAlarmsTest {
    private static final Path DATA = Path.of("..", "..", "shared", "data");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Apache | {IP=32}",
                "BGL | {}",
                "HDFS | {}",
                "HealthApp | {}",
                "Linux | {EMAIL=1, IP=1291}",
                "OpenSSH | {IP=1734}",
                "Proxifier | {IP=23}",
                "Spark | {}",
                "Windows | {}",
                "Zookeeper | {}",
            })
    void ofLogsOnlyAddressesAreMasked(String system, String expected) throws IOException {
        assertThat(found(Modality.LOGS, DATA.resolve("loghub").resolve(system + "_2k.log")))
                .hasToString(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = "ag_news.csv | {PHONE=1}")
    void ofNewsOneTelephoneNumberIsMasked(String file, String expected) throws IOException {
        assertThat(found(Modality.TEXT, DATA.resolve("ag_news").resolve(file))).hasToString(expected);
    }

    private static Map<PersonalDataType, Integer> found(Modality modality, Path file) throws IOException {
        assumeTrue(Files.exists(file), "skipped: the data are not here: " + file);
        PersonalDataMask mask = new PersonalDataMask(RuleSet.bundled(modality).personalData());
        Map<PersonalDataType, Integer> found = new EnumMap<>(PersonalDataType.class);
        for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
            for (PersonalDataSpan span : mask.mask(line, "source").spans()) {
                found.merge(span.type(), 1, Integer::sum);
            }
        }
        return found;
    }
}
