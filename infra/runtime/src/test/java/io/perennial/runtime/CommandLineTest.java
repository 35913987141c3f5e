package io.perennial.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CommandLineTest {
    @Test
    void bothSpellingsOfAnOptionAreRead() {
        // when
        CommandLine commandLine = CommandLine.parse("--config=a.properties", "--set", "x=1=2", "--set=y=");
        // then
        assertThat(commandLine.files()).containsExactly(Path.of("a.properties"));
        assertThat(commandLine.overrides()).containsExactlyInAnyOrderEntriesOf(Map.of("x", "1=2", "y", ""));
    }

    @Test
    void unknownArgumentIsRefusedByName() {
        assertThatThrownBy(() -> CommandLine.parse("--sett", "x=1"))
                .hasMessageContaining("unknown argument '--sett'")
                .hasMessageContaining("--set key=value");
    }

    @Test
    void optionWithoutValueIsRefused() {
        assertThatThrownBy(() -> CommandLine.parse("--config")).hasMessage("--config needs a value");
    }

    @Test
    void overrideWithoutEqualsIsRefused() {
        assertThatThrownBy(() -> CommandLine.parse("--set", "window"))
                .hasMessage("--set expects key=value, saw 'window'");
    }

    @Test
    void missingFileIsRefusedByName() {
        // given
        CommandLine commandLine = CommandLine.parse("--config", "no-such-file.properties");
        // when / then
        assertThatThrownBy(() -> commandLine.sources(ServiceConfig.definition(), Map.of()))
                .hasMessageContaining("no-such-file.properties: no such file");
    }
}
