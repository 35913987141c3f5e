package io.perennial.curator.topology;

import io.perennial.curator.pdq.PdqHash;
import io.perennial.curator.topology.Curation.Candidate;
import io.perennial.schemas.records.CuratedSample;
import io.perennial.schemas.records.Verdict;
import io.perennial.schemas.wire.AvroWire;
import java.nio.ByteBuffer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Length of the verdict, the verdict, the sample: both in the wire format of the topics, so both may evolve in flight. Where there is a
 * hash of a picture, the length is less than 0 and the hash follows it.
 */
final class CandidateSerde implements Serde<Candidate> {
    private final AvroWire<Verdict> verdicts = AvroWire.of(Verdict.class);
    private final AvroWire<CuratedSample> samples = AvroWire.of(CuratedSample.class);

    @Override
    @SuppressWarnings("NullAway") // Kafka's contract: null in, null out.
    public Serializer<Candidate> serializer() {
        return (topic, candidate) -> candidate == null ? null : write(candidate);
    }

    @Override
    @SuppressWarnings("NullAway") // Kafka's contract: null in, null out.
    public Deserializer<Candidate> deserializer() {
        return (topic, bytes) -> bytes == null ? null : read(bytes);
    }

    private byte[] write(Candidate candidate) {
        byte[] verdict = verdicts.encode(candidate.draft());
        byte[] sample = samples.encode(candidate.sample());
        byte[] hash = candidate.pictureHash() == null
                ? new byte[0]
                : candidate.pictureHash().toBytes();
        return ByteBuffer.allocate(Integer.BYTES + hash.length + verdict.length + sample.length)
                .putInt(hash.length == 0 ? verdict.length : -verdict.length)
                .put(hash)
                .put(verdict)
                .put(sample)
                .array();
    }

    private Candidate read(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        int length = buffer.getInt();
        byte[] hash = new byte[length < 0 ? PdqHash.BYTES : 0];
        buffer.get(hash);
        byte[] verdict = new byte[Math.abs(length)];
        buffer.get(verdict);
        byte[] sample = new byte[buffer.remaining()];
        buffer.get(sample);
        return new Candidate(
                verdicts.decode(verdict), samples.decode(sample), length < 0 ? PdqHash.fromBytes(hash) : null);
    }
}
