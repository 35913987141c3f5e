package io.perennial.encoders.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsFileTest {
    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = directory.resolve("model.safetensors");
    }

    @Test
    void tensorsAreFoundByName() throws IOException {
        // given
        WrittenTensors written =
                new WrittenTensors().with("b", 2, 3).with("a", 4).with("nothing", 0, 7);

        // when
        SafetensorsFile read = SafetensorsFile.open(written.write(file));

        // then
        assertThat(read.entries()).containsOnlyKeys("a", "b", "nothing");
        assertThat(read.entries())
                .hasEntrySatisfying("b", entry -> assertThat(entry.shape()).containsExactly(2L, 3L));
        assertThat(read.values("b")).containsExactly(written.values("b"));
        assertThat(read.values("a")).containsExactly(written.values("a"));
        assertThat(read.values("nothing")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "F16, 0x3C00, 1", "F16, 0xC100, -2.5", "F16, 0x0001, 5.9604645E-8", "F16, 0x7BFF, 65504",
                "F16, 0xFC00, -Infinity",
        "F16, 0x7E00, NaN", "F16, 0x8000, -0.0", "BF16, 0x3F80, 1", "BF16, 0xC020, -2.5", "BF16, 0x7F80, Infinity"
    })
    void halfNumbersAreWidened(String type, String bits, float expected) throws IOException {
        // given
        byte[] data = ByteBuffer.allocate(2)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort(Integer.decode(bits).shortValue())
                .array();
        WrittenTensors.write(file, "{" + WrittenTensors.entry("x", type, "[1]", 0, 2) + "}", data);

        // when
        float[] values = SafetensorsFile.open(file).values("x");

        // then
        assertThat(values).containsExactly(expected);
    }

    @Test
    void metadataAreNoTensor() throws IOException {
        // given
        WrittenTensors.write(
                file,
                "{\"__metadata__\":{\"format\":\"pt\"}," + WrittenTensors.entry("x", "F64", "[1]", 0, 8) + "}   ",
                ByteBuffer.allocate(8)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putDouble(0.5)
                        .array());

        // then
        assertThat(SafetensorsFile.open(file).values("x")).containsExactly(0.5f);
        assertThat(SafetensorsFile.open(file).entries()).containsOnlyKeys("x");
    }

    @Test
    void wholeNumbersAreListedButNotRead() throws IOException {
        // given
        WrittenTensors.write(file, "{" + WrittenTensors.entry("ids", "I64", "[1]", 0, 8) + "}", new byte[8]);
        SafetensorsFile read = SafetensorsFile.open(file);

        // then
        assertThat(read.entries()).containsKey("ids");
        assertThatThrownBy(() -> read.values("ids")).hasMessageContaining("tensor ids is of type I64");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}} | ends at byte 8 of the data, which has 4",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}} | of shape [2] and dtype F32 has 4 bytes",
                "{\"x\":{\"dtype\":\"F99\",\"shape\":[1],\"data_offsets\":[0,4]}} | has dtype 'F99'; known are",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}} | has data_offsets [4, 0]",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}} | has shape [-1]; they must be whole numbers",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[9223372036854775807,8],\"data_offsets\":[0,4]}} | has 4 bytes",
                "{\"x\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]}} | has no list shape",
                "{\"x\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[0,3]}} | has 4 bytes of data, of which tensors name 3",
                "{\"x\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[1,4]}} | begins at byte 1 of the data, but the one before it ends at 0",
                "{\"x\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[0,3]},\"y\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[2,4]}} | tensor y begins at byte 2 of the data, but the one before it ends at 3",
                "{\"x\":1,\"x\":2} | has a header that is no JSON: Duplicate field 'x'",
                "[] | has a header that is no JSON object",
                "{\"x\" | has a header that is no JSON"
            })
    void headerThatContradictsItselfIsRefused(String header, String message) throws IOException {
        // given
        WrittenTensors.write(file, header, new byte[4]);

        // then
        assertThatThrownBy(() -> SafetensorsFile.open(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }

    @Test
    void lengthOfTheHeaderIsNotBelieved() throws IOException {
        for (long length : List.of(-1L, SafetensorsFile.LONGEST_HEADER + 1)) {
            // given
            Files.write(
                    file,
                    ByteBuffer.allocate(20)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(length)
                            .array());

            // then
            assertThatThrownBy(() -> SafetensorsFile.open(file))
                    .hasMessageContaining("names a header of " + Long.toUnsignedString(length) + " bytes; at most");
        }
    }

    @Test
    void fileThatIsCutOffIsRefused() throws IOException {
        // given
        byte[] whole = Files.readAllBytes(new WrittenTensors().with("x", 10).write(file));

        // then
        for (int length : new int[] {0, 7, 8, 20, whole.length - 1}) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> SafetensorsFile.open(file)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
