package io.perennial.tests.referee;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The public implementation behind a benchmark, {@code peer.py} in its folder, in the virtual environment that {@code tests/bench}
 * makes for it on first use.
 */
final class Peer {
    private static final Path ROOT =
            Path.of(System.getProperty("perennial.root", "..")).toAbsolutePath().normalize();
    private static final long PATIENCE_MINUTES = 15;

    private final Path script;
    private final String python;

    private Peer(Path script, String python) {
        this.script = script;
        this.python = python;
    }

    /** What a run of the peer left; the error is empty if it was successful. */
    record Answer(List<String> lines, String error) {}

    static Peer of(String benchmark, Path folder) throws IOException, InterruptedException {
        Path installed = folder.resolve("python.txt");
        Path errors = folder.resolve("install-errors.txt");
        int status = run(List.of(ROOT.resolve("tests/bench").toString(), "--install", benchmark), installed, errors);
        if (status != 0) {
            throw new IOException("tests/bench --install " + benchmark + " ended with " + status + ": "
                    + Files.readString(errors).strip());
        }
        return new Peer(
                ROOT.resolve("tests/benchmarks").resolve(benchmark).resolve("peer.py"),
                Files.readString(installed).strip());
    }

    /** One line for each document, as the peer's script describes it. */
    List<String> judge(List<String> documents, Path folder, List<String> arguments)
            throws IOException, InterruptedException {
        Answer answer = ask(documents, folder, arguments);
        if (!answer.error().isEmpty() || answer.lines().size() != documents.size()) {
            throw new IOException(script + " judged " + answer.lines().size() + " of " + documents.size()
                    + " documents: " + answer.error());
        }
        return answer.lines();
    }

    Answer ask(List<String> documents, Path folder, List<String> arguments) throws IOException, InterruptedException {
        Path corpus = folder.resolve("corpus.jsonl");
        Path answers = folder.resolve("answers.txt");
        Path errors = folder.resolve("errors.txt");
        ObjectMapper json = new ObjectMapper();
        List<String> lines = new ArrayList<>(documents.size());
        for (String document : documents) {
            lines.add(json.writeValueAsString(document));
        }
        Files.write(corpus, lines);
        List<String> command =
                new ArrayList<>(List.of(python, script.toString(), corpus.toString(), answers.toString()));
        command.addAll(arguments);
        int status = run(command, folder.resolve("output.txt"), errors);
        return new Answer(
                Files.readAllLines(answers),
                status == 0 ? "" : Files.readString(errors).strip());
    }

    private static int run(List<String> command, Path output, Path errors) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        try {
            if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
                Files.writeString(errors, "no answer after " + PATIENCE_MINUTES + " minutes", StandardCharsets.UTF_8);
                return -1;
            }
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }
}
