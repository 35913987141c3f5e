package io.perennial.curator.topology;

import io.perennial.curator.deduplication.BandHolder;
import io.perennial.curator.deduplication.BandIndex;
import io.perennial.curator.minhash.SignedText;
import io.perennial.curator.pdq.PdqHash;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.Verdict;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/** What near-duplicates of one modality are, and how they are found. One instance belongs to one thread. */
sealed interface Likeness permits TextLikeness, PictureLikeness {
    /** @throws IllegalArgumentException if near-duplicates of that modality are not looked for */
    static Likeness of(Modality modality) {
        return switch (modality) {
            case TEXT -> new TextLikeness();
            case IMAGES -> new PictureLikeness();
            case LOGS, UNKNOWN ->
                throw new IllegalArgumentException("near-duplicates of " + modality + " are not defined");
        };
    }

    /** Number of bands that each sample asks. */
    int bands();

    /** Length of {@link BandHolder#sketch()}. */
    int sketchBytes();

    /**
     * What a sample asks the bands with.
     *
     * @param text empty for pictures
     * @param pictureHash null for texts, and for pictures with too little structure
     * @return null if there is too little of it to compare
     */
    @Nullable
    Sketch sketch(SignedText text, @Nullable PdqHash pictureHash);

    /**
     * For a sample of which a band knew an earlier one.
     *
     * @param own as it was when the sample asked
     */
    Verdict verdict(Verdict draft, Sketch own, BandHolder earlier);

    /** The state in which a partition keeps what its bands know. */
    StoreBuilder<?> store(String name);

    /** The bands of a partition over the store of that name. */
    BandIndex index(ProcessorContext<?, ?> context, String name, long horizonMillis);

    /** All bands, in memory and empty. */
    BandIndex indexInMemory(long horizonMillis);

    /**
     * What is kept of a sample, and the bands that it asks.
     *
     * @param bytes {@link #sketchBytes()} of them
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Sketch(Bytes bytes, long[] bands) {}
}
