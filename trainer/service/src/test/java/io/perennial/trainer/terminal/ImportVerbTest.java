package io.perennial.trainer.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportVerbTest {
    private static final String HEADER = "{\"wte.weight\":{\"dtype\":\"F32\",\"shape\":[3,8],\"data_offsets\":[0,96]},"
            + "\"h.0.ln_1.weight\":{\"dtype\":\"F32\",\"shape\":[8],\"data_offsets\":[96,128]}}";

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void tellsWhatIsTakenAndWhyOutputsDiffer() throws IOException {
        // when
        int status = run(written(HEADER, 128), "8");

        // then
        assertThat(status).as(err.toString()).isZero();
        assertThat(out.toString())
                .contains("weights of a GPT-2 as the start of text-encoder")
                .contains("taken: block.0.attention.norm.gain from h.0.ln_1.weight (as it is)")
                .contains("skipped: wte.weight: its rows are those of its own tokenizer")
                .contains("not in the file: positions")
                .contains("not the same outputs: its model has 1 blocks, ours 2");
    }

    @Test
    void modelThatDoesNotFitIsAnErrorOfUsage() throws IOException {
        // when
        int status = run(written(HEADER, 128), "16");

        // then
        assertThat(status).isEqualTo(2);
        assertThat(err.toString()).contains("needs width = 8").hasLineCount(1);
    }

    @Test
    void damagedFileIsOneLine() throws IOException {
        // when
        int status = run(written(HEADER, 100), "8");

        // then
        assertThat(status).isEqualTo(2);
        assertThat(err.toString())
                .contains("ends at byte 128 of the data, which has 100")
                .hasLineCount(1);
    }

    private int run(Path file, String width) {
        return TerminalMain.run(
                Map.of(),
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                "import",
                "--model",
                "text-encoder",
                "--set",
                "bootstrap.servers=localhost:1",
                "--set",
                "model.weights.file=" + file,
                "--set",
                "model.width=" + width,
                "--set",
                "model.heads=2");
    }

    private Path written(String header, int bytes) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer buffer =
                ByteBuffer.allocate(Long.BYTES + json.length + bytes).order(ByteOrder.LITTLE_ENDIAN);
        return Files.write(
                directory.resolve("model.safetensors"),
                buffer.putLong(json.length).put(json).array());
    }
}
