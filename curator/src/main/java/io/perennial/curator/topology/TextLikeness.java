package io.perennial.curator.topology;

import io.perennial.curator.deduplication.BandHolder;
import io.perennial.curator.deduplication.BandIndex;
import io.perennial.curator.deduplication.SeenBands;
import io.perennial.curator.minhash.Signature;
import io.perennial.curator.minhash.SignatureSketch;
import io.perennial.curator.minhash.SignedText;
import io.perennial.curator.pdq.PdqHash;
import io.perennial.schemas.records.Verdict;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/** Texts of which a band of 8 of the 112 values of their MinHash signatures is equal. */
final class TextLikeness implements Likeness {
    @Override
    public int bands() {
        return Signature.BANDS;
    }

    @Override
    public int sketchBytes() {
        return SignatureSketch.BYTES;
    }

    @Override
    public @Nullable Sketch sketch(SignedText text, @Nullable PdqHash pictureHash) {
        Signature signature = text.signature();
        return signature == null
                ? null
                : new Sketch(Bytes.wrap(signature.sketch().toBytes()), signature.bandKeys());
    }

    @Override
    public Verdict verdict(Verdict draft, Sketch own, BandHolder earlier) {
        double similarity = SignatureSketch.fromBytes(own.bytes().get())
                .similarity(SignatureSketch.fromBytes(earlier.sketch().get()));
        return VerdictDraft.nearDuplicate(draft, earlier.sampleId(), similarity);
    }

    @Override
    public StoreBuilder<?> store(String name) {
        return Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(name), Serdes.Long(), BandHolder.serde(sketchBytes()));
    }

    @Override
    public BandIndex index(ProcessorContext<?, ?> context, String name, long horizonMillis) {
        return new SeenBands(context.getStateStore(name), horizonMillis);
    }

    @Override
    public BandIndex indexInMemory(long horizonMillis) {
        return new SeenBands(new MemoryStore<>(), horizonMillis);
    }
}
