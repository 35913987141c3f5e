package io.perennial.curator.decontamination;

import io.perennial.curator.assessment.Assessor;
import io.perennial.curator.assessment.HeldOut;
import io.perennial.curator.minhash.Signature;
import io.perennial.curator.minhash.SignatureIndex;
import io.perennial.curator.minhash.SignedText;
import io.perennial.curator.minhash.TextSigner;
import io.perennial.curator.parsing.PoisonException;
import io.perennial.curator.pdq.HashIndex;
import io.perennial.curator.pdq.PdqHash;
import io.perennial.curator.rules.RuleSet.Decontamination;
import io.perennial.schemas.records.GoldExample;
import io.perennial.schemas.records.GoldSet;
import io.perennial.schemas.wire.AvroWire;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.SeekableByteArrayInput;
import org.apache.avro.specific.SpecificDatumReader;
import org.jspecify.annotations.Nullable;

/** What must not be trained on because one version of a gold set holds it. Immutable, safe for use by several threads. */
final class GoldFingerprints {
    static {
        // Loading the wire format is what makes Avro trust the package of the records.
        AvroWire.of(GoldExample.class);
    }

    private final Set<String> contents;
    private final Decontamination rules;
    /** Sorted. */
    private final long[] grams;
    /** Ids of the examples of the signatures, or of the hashes: one of texts, the other of pictures. */
    private final List<String> ids;

    private final @Nullable SignatureIndex signatures;
    private final @Nullable HashIndex hashes;

    private GoldFingerprints(
            Set<String> contents,
            Decontamination rules,
            long[] grams,
            List<String> ids,
            List<Signature> signatures,
            List<PdqHash> hashes) {
        this.contents = contents;
        this.rules = rules;
        this.grams = grams;
        this.ids = ids;
        this.signatures = rules.similarity() == null ? null : new SignatureIndex(signatures, rules.similarity());
        this.hashes = rules.pictureBits() == null ? null : new HashIndex(hashes, rules.pictureBits());
    }

    /**
     * Reads a gold set.
     *
     * @param file Avro object container file of {@link GoldExample}
     */
    static GoldFingerprints read(byte[] file, Decontamination rules, Assessor assessor) throws IOException {
        Set<String> contents = new HashSet<>();
        LongStream.Builder grams = LongStream.builder();
        List<String> ids = new ArrayList<>();
        List<Signature> signatures = new ArrayList<>();
        List<PdqHash> hashes = new ArrayList<>();
        TextSigner signer = new TextSigner();
        try (DataFileReader<GoldExample> examples =
                new DataFileReader<>(new SeekableByteArrayInput(file), new SpecificDatumReader<>(GoldExample.class))) {
            for (GoldExample example : examples) {
                HeldOut heldOut;
                try {
                    heldOut = assessor.heldOut(example);
                } catch (PoisonException e) {
                    // No sample can equal an example that does not decode: a sample that does not decode is poison.
                    continue;
                }
                contents.addAll(heldOut.contentDigests());
                if (heldOut.pictureHash() != null) {
                    ids.add(example.getId());
                    hashes.add(heldOut.pictureHash());
                }
                if (rules.ngram() > 0) {
                    WordGrams.anyMatch(example.getText(), rules.ngram(), gram -> {
                        grams.add(gram);
                        return false;
                    });
                }
                Signature signature = rules.similarity() == null ? null : signer.sign(example.getText());
                if (signature != null) {
                    ids.add(example.getId());
                    signatures.add(signature);
                }
            }
        }
        return new GoldFingerprints(
                contents, rules, grams.build().sorted().distinct().toArray(), ids, signatures, hashes);
    }

    /**
     * Looks for an overlap of a sample with the set.
     *
     * @param set what was read, for the message
     * @return null if there is none
     */
    @Nullable
    Contamination find(GoldSet set, String contentSha256, SignedText text, @Nullable PdqHash pictureHash) {
        String name = "gold set " + set.getName() + " version " + set.getVersion();
        if (contents.contains(contentSha256)) {
            return new Contamination("contaminated_exact", null, null, name + " holds this content");
        }
        if (sharesGram(text.text())) {
            return new Contamination("contaminated_ngram", null, null, name + " holds a run of words of this text");
        }
        HashIndex.Match copy = hashes == null || pictureHash == null ? null : hashes.find(pictureHash);
        if (copy != null) {
            return new Contamination(
                    "contaminated_picture",
                    (double) copy.distance(),
                    Objects.requireNonNull(rules.pictureBits()).doubleValue(),
                    name + " holds almost this picture as example " + ids.get(copy.position()));
        }
        SignatureIndex.Match similar = similar(text);
        return similar == null
                ? null
                : new Contamination(
                        "contaminated_near",
                        similar.similarity(),
                        rules.similarity(),
                        name + " holds almost this text as example " + ids.get(similar.position()));
    }

    private boolean sharesGram(String text) {
        return grams.length > 0
                && WordGrams.anyMatch(text, rules.ngram(), gram -> Arrays.binarySearch(grams, gram) >= 0);
    }

    private SignatureIndex.@Nullable Match similar(SignedText text) {
        if (signatures == null || signatures.isEmpty()) {
            return null;
        }
        Signature signature = text.signature();
        return signature == null ? null : signatures.find(signature);
    }
}
