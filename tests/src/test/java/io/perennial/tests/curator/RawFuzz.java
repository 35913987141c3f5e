package io.perennial.tests.curator;

import io.perennial.schemas.records.BlobRef;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.RawSample;
import io.perennial.schemas.topics.Topics;
import io.perennial.schemas.wire.AvroWire;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Raw records that no publisher should send: noise, and good records that were damaged. Equal seeds give equal records. */
final class RawFuzz {
    private static final List<Modality> MODALITIES = List.of(Modality.TEXT, Modality.LOGS, Modality.IMAGES);
    private static final String[] HEADERS = {
        "ce_id", "source", "ce_source", "ce_time", "content-type", "caption", "__streams.errors.topic", ""
    };
    private static final String TEXT =
            "It is known that the reader of a queue returns the element that was added first, and waits for another thread.";

    /** A little below what a raw topic takes. */
    private static final int LARGEST = 8_000_000;

    private static final int HEADER_BYTES = 10;
    private static final int SIDE = 24;

    private final Random random;
    private final byte[] sample;
    private final List<byte[]> good = new ArrayList<>();

    RawFuzz(long seed) {
        random = new Random(seed);
        sample = AvroWire.of(RawSample.class)
                .encode(RawSample.newBuilder()
                        .setId("f")
                        .setSource("fuzz")
                        .setPayload(ByteBuffer.wrap(TEXT.getBytes(StandardCharsets.UTF_8)))
                        .build());
        good.add(sample);
        good.add(AvroWire.of(RawSample.class)
                .encode(RawSample.newBuilder()
                        .setBlob(new BlobRef("ab".repeat(32), 10L, "text/plain"))
                        .build()));
        good.add(TEXT.getBytes(StandardCharsets.UTF_8));
        good.add("2026-11-20 08:00:00,123 ERROR [main] lost 17 blocks of /data/7\n\tat a.b.C(C.java:3)\n"
                .getBytes(StandardCharsets.UTF_8));
        for (String format : List.of("png", "jpeg", "gif", "bmp")) {
            good.add(picture(format));
        }
    }

    /** A record for one of the raw topics, in one of so many partitions. */
    ProducerRecord<byte[], byte[]> next(int partitions) {
        RecordHeaders headers = new RecordHeaders();
        for (int count = random.nextInt(4); count > 0; count--) {
            headers.add(HEADERS[random.nextInt(HEADERS.length)], random.nextInt(5) == 0 ? null : noise(40));
        }
        String topic = Topics.raw(MODALITIES.get(random.nextInt(MODALITIES.size())));
        return new ProducerRecord<>(topic, random.nextInt(partitions), null, key(), value(), headers);
    }

    private byte @Nullable [] key() {
        return switch (random.nextInt(5)) {
            case 0 -> null;
            case 1 -> noise(20);
            case 2 -> noise(2_000);
            default -> ("host-" + random.nextInt(9)).getBytes(StandardCharsets.UTF_8);
        };
    }

    private byte @Nullable [] value() {
        return switch (random.nextInt(12)) {
            case 0 -> null;
            case 1 -> noise(12);
            case 2 -> noise(4_000);
            case 3 -> behind(random.nextBoolean() ? Arrays.copyOf(sample, HEADER_BYTES) : sample(2), noise(200));
            case 4 -> Arrays.copyOf(any(), random.nextInt(any().length));
            case 5 -> random.nextInt(100) == 0 ? behind(sample(2), new byte[LARGEST]) : repeated(any());
            case 6 -> characters();
            default -> flipped(any());
        };
    }

    private byte[] any() {
        return good.get(random.nextInt(good.size()));
    }

    /** The beginning of an encoded sample, or zeros. */
    private byte[] sample(int bytes) {
        return random.nextBoolean() ? Arrays.copyOf(sample, bytes) : new byte[bytes];
    }

    private byte[] noise(int longest) {
        byte[] bytes = new byte[random.nextInt(longest + 1)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] behind(byte[] first, byte[] second) {
        byte[] whole = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, whole, first.length, second.length);
        return whole;
    }

    /** With up to seven other bytes; in half of the cases printable ones, so that a text stays one. */
    private byte[] flipped(byte[] bytes) {
        byte[] changed = bytes.clone();
        boolean printable = random.nextBoolean();
        for (int flips = random.nextInt(8); flips > 0; flips--) {
            changed[random.nextInt(changed.length)] =
                    (byte) (printable ? ' ' + random.nextInt('~' - ' ') : random.nextInt(256));
        }
        return changed;
    }

    private byte[] repeated(byte[] bytes) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int times = random.nextInt(20); times >= 0; times--) {
            all.writeBytes(bytes);
        }
        return all.toByteArray();
    }

    /** Of all planes, with controls, and lone surrogates, which become question marks. */
    private byte[] characters() {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(400); length > 0; length--) {
            text.appendCodePoint(
                    switch (random.nextInt(6)) {
                        case 0 -> random.nextInt(0x20);
                        case 1 -> random.nextInt(Character.MAX_CODE_POINT + 1);
                        case 2 -> '\n';
                        case 3 -> ' ';
                        default -> 'a' + random.nextInt(26);
                    });
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private byte[] picture(String format) {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        for (int pixel = 0; pixel < SIDE * SIDE; pixel++) {
            image.setRGB(pixel % SIDE, pixel / SIDE, random.nextInt(1 << 24));
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(image, format, bytes)) {
                throw new IllegalStateException("no writer for " + format);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
