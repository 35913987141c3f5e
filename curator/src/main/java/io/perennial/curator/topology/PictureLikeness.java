package io.perennial.curator.topology;

import io.perennial.curator.deduplication.BandHolder;
import io.perennial.curator.deduplication.BandIndex;
import io.perennial.curator.deduplication.SeenHashes;
import io.perennial.curator.minhash.SignedText;
import io.perennial.curator.pdq.PdqHash;
import io.perennial.schemas.records.Verdict;
import java.util.stream.LongStream;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/** Pictures whose PDQ hashes differ in at most {@link PdqHash#NEAR} bits. A band is the number of a part of the hash. */
final class PictureLikeness implements Likeness {
    @Override
    public int bands() {
        return PdqHash.SLOTS;
    }

    @Override
    public int sketchBytes() {
        return PdqHash.BYTES;
    }

    @Override
    public @Nullable Sketch sketch(SignedText text, @Nullable PdqHash pictureHash) {
        return pictureHash == null
                ? null
                : new Sketch(
                        Bytes.wrap(pictureHash.toBytes()),
                        LongStream.range(0, PdqHash.SLOTS).toArray());
    }

    @Override
    public Verdict verdict(Verdict draft, Sketch own, BandHolder earlier) {
        int distance = PdqHash.fromBytes(own.bytes().get())
                .distance(PdqHash.fromBytes(earlier.sketch().get()));
        return VerdictDraft.nearDuplicatePicture(draft, earlier.sampleId(), distance);
    }

    @Override
    public StoreBuilder<?> store(String name) {
        return Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(name), Serdes.Bytes(), BandHolder.serde(sketchBytes()));
    }

    @Override
    public BandIndex index(ProcessorContext<?, ?> context, String name, long horizonMillis) {
        return new SeenHashes(context.getStateStore(name), horizonMillis);
    }

    @Override
    public BandIndex indexInMemory(long horizonMillis) {
        return new SeenHashes(new MemoryStore<>(), horizonMillis);
    }
}
