package io.perennial.schemas.evolution;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.schemas.wire.ReleasedSchemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaEvolutionTest {
    private static final Path RELEASED = Path.of("src/main/resources/avro-released");

    static List<Schema> currentSchemas() {
        return CurrentSchemas.all();
    }

    @ParameterizedTest
    @MethodSource("currentSchemas")
    void everyReleaseAndTheCurrentSchemaReadEachOther(Schema current) {
        // given
        List<Schema> released = ReleasedSchemas.of(current.getName());

        // when
        List<String> problems = released.stream()
                .flatMap(older -> SchemaEvolution.incompatibilities(older, current).stream())
                .toList();

        // then
        assertThat(released).as("releases of %s", current.getName()).isNotEmpty();
        assertThat(problems).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("currentSchemas")
    void theCurrentSchemaIsReleased(Schema current) {
        // given
        List<Schema> released = ReleasedSchemas.of(current.getName());

        // when
        Schema newest = released.get(released.size() - 1);

        // then
        assertThat(newest)
                .as("run SchemaRelease after a change of %s", current.getName())
                .isEqualTo(current);
    }

    @ParameterizedTest
    @MethodSource("currentSchemas")
    void everyFieldHasADocAndADefault(Schema current) {
        // when
        List<String> problems = SchemaEvolution.styleProblems(current);

        // then
        assertThat(problems).isEmpty();
    }

    @Test
    void releasedFilesNeverChange() throws IOException {
        // given
        String recorded = Files.readString(RELEASED.resolve(SchemaRelease.DIGESTS));

        // when
        String actual = SchemaRelease.digests(RELEASED);

        // then
        assertThat(actual).isEqualTo(recorded);
    }

    @Test
    void aChangedLogicalTypeIsAnIncompatibilityAlthoughAvroAcceptsIt() {
        // given
        Schema micros = event(LogicalTypes.timestampMicros().addToSchema(Schema.create(Schema.Type.LONG)));
        Schema millis = event(LogicalTypes.timestampMillis().addToSchema(Schema.create(Schema.Type.LONG)));

        // when
        List<String> problems = SchemaEvolution.incompatibilities(micros, millis);

        // then
        assertThat(problems)
                .containsExactly("LOGICAL_TYPE_CHANGED at Event.at: timestamp-micros against timestamp-millis");
    }

    @Test
    void aNewFieldWithoutADefaultIsAnIncompatibility() {
        // given
        Schema older =
                SchemaBuilder.record("Event").fields().requiredString("id").endRecord();
        Schema newer = SchemaBuilder.record("Event")
                .fields()
                .requiredString("id")
                .requiredString("reason")
                .endRecord();

        // when
        List<String> problems = SchemaEvolution.incompatibilities(older, newer);

        // then
        assertThat(problems).singleElement().asString().contains("READER_FIELD_MISSING_DEFAULT_VALUE", "reason");
    }

    private static Schema event(Schema time) {
        return SchemaBuilder.record("Event")
                .fields()
                .name("at")
                .type(time)
                .withDefault(0L)
                .endRecord();
    }
}
