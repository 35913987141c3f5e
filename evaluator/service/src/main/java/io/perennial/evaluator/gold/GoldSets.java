package io.perennial.evaluator.gold;

import io.perennial.runtime.ServiceException;
import io.perennial.schemas.blobs.BlobStore;
import io.perennial.schemas.blobs.Sha256;
import io.perennial.schemas.records.BlobRef;
import io.perennial.schemas.records.GoldExample;
import io.perennial.schemas.records.GoldSet;
import io.perennial.schemas.records.GoldSplit;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.topics.Topics;
import io.perennial.schemas.wire.AvroWire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.file.SeekableByteArrayInput;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Writes and reads gold sets: an Avro object container in the blob store, then the event that names it. */
public final class GoldSets {
    private static final String MEDIA_TYPE = "application/vnd.apache.avro";
    private static final int SYNC_BYTES = 16;
    private static final int DEFLATE_LEVEL = 6;

    // Creating it also makes Avro trust the package of the generated records.
    private final AvroWire<GoldSet> wire = AvroWire.of(GoldSet.class);
    private final BlobStore blobs;
    private final Clock clock;

    public GoldSets(BlobStore blobs, Clock clock) {
        this.blobs = blobs;
        this.clock = clock;
    }

    /**
     * Publishes a set and waits until the broker has it. A set with the digest of its previous version is not published again.
     *
     * @param previous the latest version of the set of that name, null for the first
     * @param examples ids are unique and every split is known
     * @return the new version, or {@code previous} if nothing changed
     * @throws ServiceException if the examples break a rule, or the broker does not answer
     */
    public GoldSet publish(
            Producer<String, byte[]> producer,
            @Nullable GoldSet previous,
            String name,
            Modality modality,
            String model,
            List<GoldExample> examples)
            throws IOException {
        GoldSet set = write(previous, name, modality, model, examples);
        if (!set.equals(previous)) {
            send(producer, set);
        }
        return set;
    }

    /** The first half of {@link #publish}: writes the blob and returns the event, which nobody has seen yet. */
    public GoldSet write(
            @Nullable GoldSet previous, String name, Modality modality, String model, List<GoldExample> examples)
            throws IOException {
        List<GoldExample> sorted = examples.stream()
                .sorted(Comparator.comparing(GoldExample::getId))
                .toList();
        check(name, modality, sorted);
        String digest = digest(sorted);
        if (previous != null
                && previous.getDigest().equals(digest)
                && previous.getModel().equals(model)) {
            return previous;
        }
        return GoldSet.newBuilder()
                .setName(name)
                .setModality(modality)
                .setModel(model)
                .setVersion(previous == null ? 1 : previous.getVersion() + 1)
                .setDigest(digest)
                .setBlob(blobs.put(container(sorted, digest), MEDIA_TYPE))
                .setLabels(labels(sorted))
                .setTrainExamples(count(sorted, GoldSplit.TRAIN))
                .setValidationExamples(count(sorted, GoldSplit.VALIDATION))
                .setTestExamples(count(sorted, GoldSplit.TEST))
                .setPublishedAt(clock.instant().truncatedTo(ChronoUnit.MICROS))
                .build();
    }

    /**
     * Reads all examples of a set, sorted by id.
     *
     * @throws ServiceException if the digest of the examples is not the digest of the event
     * @throws IOException if the blob is missing or corrupt
     */
    public List<GoldExample> read(GoldSet set) throws IOException {
        List<GoldExample> examples = examples(set.getBlob());
        String digest = digest(examples);
        if (!digest.equals(set.getDigest())) {
            throw ServiceException.data(
                    "gold set " + set.getName() + " version " + set.getVersion() + ": the examples have digest "
                            + digest + ", the event says " + set.getDigest() + "; publish the set again",
                    null);
        }
        return examples;
    }

    /** SHA-256 over all fields of the examples in the order of their ids, each field after its length. */
    public static String digest(List<GoldExample> examples) {
        MessageDigest digest = Sha256.digest();
        examples.stream().sorted(Comparator.comparing(GoldExample::getId)).forEach(example -> {
            update(digest, example.getId());
            update(digest, example.getSplit().name());
            update(digest, example.getLabel());
            update(digest, example.getSlice());
            update(digest, example.getText());
            update(digest, example.getImage().duplicate());
        });
        return Sha256.hex(digest.digest());
    }

    private static void update(MessageDigest digest, String field) {
        update(digest, ByteBuffer.wrap(field.getBytes(StandardCharsets.UTF_8)));
    }

    private static void update(MessageDigest digest, ByteBuffer field) {
        digest.update(
                ByteBuffer.allocate(Integer.BYTES).putInt(field.remaining()).flip());
        digest.update(field);
    }

    private static void check(String name, Modality modality, List<GoldExample> sorted) {
        Map<String, GoldExample> byId = new HashMap<>();
        Map<String, GoldExample> byContent = new HashMap<>();
        for (GoldExample example : sorted) {
            String where = "gold set " + name + ", example '" + example.getId() + "'";
            if (example.getId().isEmpty() || byId.put(example.getId(), example) != null) {
                throw ServiceException.data(
                        where + ": the id is empty or used twice; give every example its own", null);
            }
            if (example.getSplit() == GoldSplit.UNKNOWN || example.getLabel().isEmpty()) {
                throw ServiceException.data(where + ": has no split or no label", null);
            }
            if ((modality == Modality.IMAGES) != example.getImage().hasRemaining()) {
                throw ServiceException.data(where + ": is not of modality " + modality, null);
            }
            GoldExample twin =
                    byContent.putIfAbsent(GoldSplits.contentKey(example.getText(), example.getImage()), example);
            if (twin != null && twin.getSplit() != example.getSplit()) {
                throw ServiceException.data(
                        where + " (" + example.getSplit() + ") has the same content as '" + twin.getId() + "' ("
                                + twin.getSplit() + "): what is learned must not be asked; remove one of them",
                        null);
            }
        }
        checkLabels(name, sorted);
    }

    private static void checkLabels(String name, List<GoldExample> sorted) {
        TreeSet<String> unseen = new TreeSet<>(labels(sorted));
        if (unseen.size() < 2) {
            throw ServiceException.data(
                    "gold set " + name + ": a probe needs at least two labels, saw " + String.join(", ", unseen), null);
        }
        sorted.stream().filter(e -> e.getSplit() == GoldSplit.TRAIN).forEach(e -> unseen.remove(e.getLabel()));
        if (!unseen.isEmpty()) {
            throw ServiceException.data(
                    "gold set " + name + ": no TRAIN example has the label " + String.join(", ", unseen)
                            + "; add examples or remove the label",
                    null);
        }
    }

    private static List<String> labels(List<GoldExample> examples) {
        return examples.stream().map(GoldExample::getLabel).distinct().sorted().toList();
    }

    private static int count(List<GoldExample> examples, GoldSplit split) {
        return (int) examples.stream().filter(e -> e.getSplit() == split).count();
    }

    private void send(Producer<String, byte[]> producer, GoldSet set) {
        try {
            producer.send(new ProducerRecord<>(Topics.EVALUATION_GOLD, set.getName(), wire.encode(set)))
                    .get();
        } catch (java.util.concurrent.ExecutionException e) {
            throw ServiceException.dependency(
                    "gold set " + set.getName() + ": " + Topics.EVALUATION_GOLD + " did not take it: " + e.getMessage(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ServiceException.dependency("gold set " + set.getName() + ": interrupted while publishing", e);
        }
    }

    /** The sync marker comes from the digest instead of a random number, so that equal sets are one blob. */
    private static byte[] container(List<GoldExample> examples, String digest) {
        byte[] sync = Arrays.copyOf(java.util.HexFormat.of().parseHex(digest), SYNC_BYTES);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataFileWriter<GoldExample> writer = new DataFileWriter<>(new SpecificDatumWriter<>(GoldExample.class))) {
            writer.setCodec(CodecFactory.deflateCodec(DEFLATE_LEVEL));
            writer.create(GoldExample.getClassSchema(), bytes, sync);
            for (GoldExample example : examples) {
                writer.append(example);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private List<GoldExample> examples(BlobRef blob) throws IOException {
        List<GoldExample> examples = new ArrayList<>();
        try (DataFileReader<GoldExample> reader = new DataFileReader<>(
                new SeekableByteArrayInput(blobs.get(blob)), new SpecificDatumReader<>(GoldExample.class))) {
            reader.forEach(examples::add);
        } catch (AvroRuntimeException e) {
            throw ServiceException.data(
                    "gold set blob sha256:" + blob.getSha256() + " is no container of GoldExample: " + e.getMessage(),
                    e);
        }
        return examples;
    }
}
