package io.perennial.curator.topology;

import io.perennial.schemas.records.BlobRef;
import io.perennial.schemas.records.RawSample;
import io.perennial.schemas.wire.AvroWire;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The topology with the bundled rules, over a directory of the test, and texts that those rules keep. */
abstract class TopologyFixture {
    static final String PARAGRAPH =
            "Returns the number of elements that have been added to the queue and that nobody has taken out of it yet.";
    static final String OTHER_PARAGRAPH =
            "Closes the stream and releases the memory that belongs to it; a stream that is closed cannot be read again.";

    @TempDir
    Path directory;

    CuratorHarness curator;

    @BeforeEach
    void start() {
        curator = new CuratorHarness(directory);
    }

    @AfterEach
    void stop() {
        curator.close();
    }

    static byte[] avro(String id, String text, @Nullable BlobRef blob) {
        RawSample sample = RawSample.newBuilder()
                .setId(id)
                .setPayload(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)))
                .setBlob(blob)
                .build();
        return AvroWire.of(RawSample.class).encode(sample);
    }
}
