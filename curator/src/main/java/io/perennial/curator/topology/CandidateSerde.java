package io.perennial.curator.topology;

import io.perennial.curator.topology.Curation.Candidate;
import io.perennial.schemas.records.CuratedSample;
import io.perennial.schemas.records.Verdict;
import io.perennial.schemas.wire.AvroWire;
import java.nio.ByteBuffer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** Length of the verdict, the verdict, the sample: both in the wire format of the topics, so both may evolve in flight. */
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
        return ByteBuffer.allocate(Integer.BYTES + verdict.length + sample.length)
                .putInt(verdict.length)
                .put(verdict)
                .put(sample)
                .array();
    }

    private Candidate read(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        byte[] verdict = new byte[buffer.getInt()];
        buffer.get(verdict);
        byte[] sample = new byte[buffer.remaining()];
        buffer.get(sample);
        return new Candidate(verdicts.decode(verdict), samples.decode(sample));
    }
}
