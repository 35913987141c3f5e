package io.perennial.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.schemas.records.BlobRef;
import io.perennial.schemas.records.SourcePosition;
import io.perennial.schemas.records.TrainerAction;
import io.perennial.schemas.records.TrainerCommand;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.Test;

class AvroWireTest {
    private static final BlobRef BLOB = new BlobRef("ab".repeat(32), 7L, "image/png");

    @Test
    void bytesOfABlobReferenceAreTheGoldenBytes() {
        // when
        byte[] bytes = AvroWire.of(BlobRef.class).encode(new BlobRef("ab", 7L, "image/png"));

        // then
        assertThat(HexFormat.of().formatHex(bytes))
                .isEqualTo("c301" + "48632795e0cfb711" + "046162" + "0e" + "12696d6167652f706e67");
    }

    @Test
    void aRecordComesBackEqual() {
        // given
        TrainerCommand command = new TrainerCommand(
                "c1",
                "text-encoder",
                TrainerAction.REWIND,
                "abc",
                List.of(),
                "poisoned window",
                "console",
                Instant.ofEpochSecond(1_763_000_000L));
        AvroWire<TrainerCommand> wire = AvroWire.of(TrainerCommand.class);

        // when
        TrainerCommand decoded = wire.decode(wire.encode(command));

        // then
        assertThat(decoded).isEqualTo(command);
    }

    @Test
    void plainBytesAreNotTakenForARecord() {
        // when
        boolean single = AvroWire.isSingleObject("a log line of some length".getBytes(StandardCharsets.UTF_8));

        // then
        assertThat(single).isFalse();
    }

    @Test
    void anUnknownWriterSchemaIsNamedByItsFingerprint() {
        // given
        byte[] bytes = AvroWire.of(BlobRef.class).encode(BLOB);
        AvroWire<SourcePosition> other = AvroWire.of(SourcePosition.class);

        // when / then
        assertThatThrownBy(() -> other.decode(bytes))
                .isInstanceOf(UndecodableRecordException.class)
                .hasMessageContaining("SourcePosition: written by an unknown schema with fingerprint");
    }

    @Test
    void truncatedOrScrambledBodiesNeverEscapeAsAnotherException() {
        // given
        AvroWire<BlobRef> wire = AvroWire.of(BlobRef.class);
        byte[] good = wire.encode(BLOB);
        Random random = new Random(42);

        // when / then
        for (int round = 0; round < 2_000; round++) {
            byte[] bad = Arrays.copyOf(good, 10 + random.nextInt(good.length - 10));
            bad[bad.length - 1] ^= (byte) random.nextInt(256);
            try {
                wire.decode(bad);
            } catch (UndecodableRecordException expected) {
                assertThat(expected).hasMessageContaining("BlobRef");
            }
        }
    }

    @Test
    void aLengthBeyondEveryArrayIsUndecodableToo() {
        // given
        AvroWire<BlobRef> wire = AvroWire.of(BlobRef.class);
        byte[] header = Arrays.copyOf(wire.encode(BLOB), 10);
        byte[] lengthOfATerabyte = HexFormat.of().parseHex("808080808080" + "01");
        byte[] bytes = Arrays.copyOf(header, header.length + lengthOfATerabyte.length);
        System.arraycopy(lengthOfATerabyte, 0, bytes, header.length, lengthOfATerabyte.length);

        // when / then
        assertThatThrownBy(() -> wire.decode(bytes)).isInstanceOf(UndecodableRecordException.class);
    }

    @Test
    void aTombstoneStaysNull() {
        // given
        try (Serde<BlobRef> serde = AvroSerde.of(BlobRef.class)) {

            // when
            BlobRef value = serde.deserializer().deserialize("topic", null);

            // then
            assertThat(value).isNull();
        }
    }
}
