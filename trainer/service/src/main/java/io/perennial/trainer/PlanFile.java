package io.perennial.trainer;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.runtime.ServiceException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The {@link UpdatePlan} of one model on disk. It is written to a temporary file, synced and renamed, so that a crash leaves the
 * old plan or the new one.
 */
final class PlanFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;

    PlanFile(Path stateDirectory, String model) {
        file = stateDirectory.resolve("trainer").resolve(model).resolve("plan.json");
    }

    Optional<UpdatePlan> read() {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(Files.readAllBytes(file), UpdatePlan.class));
        } catch (IOException e) {
            throw ServiceException.data(
                    "the plan of the next update in " + file + " cannot be read (" + firstLine(e)
                            + "); delete the file: the window is then decided again from the log",
                    e);
        }
    }

    void write(UpdatePlan plan) {
        try {
            Path directory = file.toAbsolutePath().getParent();
            if (directory == null) {
                throw new IOException(file + " has no directory");
            }
            Files.createDirectories(directory);
            Path temporary = Files.createTempFile(directory, "plan-", ".part");
            try {
                writeSynced(temporary, JSON.writeValueAsBytes(plan));
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary);
            }
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        } catch (IOException e) {
            throw ServiceException.dependency(
                    "the plan of the next update cannot be written to " + file + " (" + firstLine(e)
                            + "); free disk space or mend state.directory, then start again",
                    e);
        }
    }

    private static void writeSynced(Path file, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private static String firstLine(IOException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
