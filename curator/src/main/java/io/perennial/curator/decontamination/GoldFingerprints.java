package io.perennial.curator.decontamination;

import io.perennial.curator.assessment.Assessor;
import io.perennial.curator.parsing.PoisonException;
import io.perennial.schemas.records.GoldExample;
import io.perennial.schemas.wire.AvroWire;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.SeekableByteArrayInput;
import org.apache.avro.specific.SpecificDatumReader;

/** What must not be trained on because one version of a gold set holds it. Immutable, safe for use by several threads. */
final class GoldFingerprints {
    static {
        // Loading the wire format is what makes Avro trust the package of the records.
        AvroWire.of(GoldExample.class);
    }

    private final Set<String> contents;
    private final int ngram;
    /** Sorted. */
    private final long[] grams;

    private GoldFingerprints(Set<String> contents, int ngram, long[] grams) {
        this.contents = contents;
        this.ngram = ngram;
        this.grams = grams;
    }

    /**
     * @param file Avro object container file of {@link GoldExample}
     * @param ngram words in a run; 0: whole contents only
     */
    static GoldFingerprints read(byte[] file, int ngram, Assessor assessor) throws IOException {
        Set<String> contents = new HashSet<>();
        LongStream.Builder grams = LongStream.builder();
        try (DataFileReader<GoldExample> examples =
                new DataFileReader<>(new SeekableByteArrayInput(file), new SpecificDatumReader<>(GoldExample.class))) {
            for (GoldExample example : examples) {
                try {
                    contents.add(assessor.contentSha256(example));
                } catch (PoisonException e) {
                    // No sample can equal an example that does not decode: a sample that does not decode is poison.
                    continue;
                }
                if (ngram > 0) {
                    WordGrams.anyMatch(example.getText(), ngram, gram -> {
                        grams.add(gram);
                        return false;
                    });
                }
            }
        }
        return new GoldFingerprints(
                contents, ngram, grams.build().sorted().distinct().toArray());
    }

    boolean containsContent(String contentSha256) {
        return contents.contains(contentSha256);
    }

    boolean sharesGram(String text) {
        return grams.length > 0 && WordGrams.anyMatch(text, ngram, gram -> Arrays.binarySearch(grams, gram) >= 0);
    }
}
