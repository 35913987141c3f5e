package io.perennial.tests.referee;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.curator.minhash.Signature;
import io.perennial.curator.minhash.TextSigner;
import io.perennial.tests.data.SharedData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MinHash signatures against datatrove 0.10.0, with words split at white space: all 112 values of each document, no exceptions. */
class SignaturesReferee {
    private static final int DOCUMENTS = 10_000;
    private static final long SEED = 20_261_122;
    private static final List<String> PARTS = List.of(
            "Café",
            "cafe\u0301",
            "\u0301",
            "1,234.5",
            "12.34.56",
            "3.",
            "\u0663\u066b\u0664",
            "\uff11\uff12",
            "7\u30027",
            "naïve",
            "ΣΑΣ",
            "\u0130stanbul",
            "Straße",
            "東京。",
            "\uD83D\uDE00",
            "a_b",
            "don't",
            "x=y+1",
            "«»",
            "\u1e69",
            "\u01c5",
            "\ufb01n",
            "\u212b",
            "हिन्दी",
            "한국어",
            "\uD835\uDFD8",
            "e\u0323\u0301x");
    private static final List<String> SPACES =
            List.of(" ", " ", " ", "\n", "\t", "\u00a0", "\u2028", "  ", "-", "\u2014", ", ", "\u001c", "\u3000");

    @TempDir
    private Path folder = Path.of("");

    private final Random random = new Random(SEED);

    @Test
    void theSignatureOfEachDocumentIsTheSame() throws IOException, InterruptedException {
        // given
        SharedData data = SharedData.assumed();
        List<String> documents = new ArrayList<>(new RealTexts(data, SEED).draw(DOCUMENTS / 2));
        while (documents.size() < DOCUMENTS) {
            documents.add(onTheEdgesOfTheNormalForm());
        }

        // when
        TextSigner signer = new TextSigner();
        List<String> ours =
                documents.stream().map(document -> line(signer.sign(document))).toList();
        List<String> peer = Peer.of("curator-minhash", folder).judge(documents, folder, List.of());

        // then
        assertThat(ours).as("documents without a signature").contains("");
        List<String> different = new ArrayList<>();
        for (int i = 0; i < DOCUMENTS; i++) {
            if (!ours.get(i).equals(peer.get(i))) {
                different.add("document " + i + ": " + documents.get(i));
            }
        }
        assertThat(different).isEmpty();
    }

    /** Accents, numbers, punctuation, spaces and scripts, and around the five words that a signature needs. */
    private String onTheEdgesOfTheNormalForm() {
        double strange = any(List.of(0.05, 0.3, 0.9));
        int words = any(List.of(0, 3, 4, 5, 6, 20, 150));
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words; i++) {
            text.append(random.nextDouble() < strange ? any(PARTS) : word()).append(any(SPACES));
        }
        return text.toString();
    }

    private String word() {
        StringBuilder word = new StringBuilder();
        int length = 1 + random.nextInt(9);
        for (int i = 0; i < length; i++) {
            word.append("abcdefgHIJK".charAt(random.nextInt(11)));
        }
        return word.toString();
    }

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private static String line(@Nullable Signature signature) {
        return signature == null
                ? ""
                : Arrays.stream(signature.values())
                        .mapToObj(Long::toUnsignedString)
                        .collect(Collectors.joining(" "));
    }
}
