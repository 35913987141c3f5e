package io.perennial.curator.minhash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TextSignerTest {
    private static final BigInteger WORD = BigInteger.ONE.shiftLeft(Long.SIZE);
    private static final BigInteger PRIME = BigInteger.ONE.shiftLeft(61).subtract(BigInteger.ONE);

    private final TextSigner signer = new TextSigner();

    @Test
    void signsAsDatatroveDoes() {
        // when
        long[] values =
                sign("The café sells 1,5 kg — and 17 more — of \"Äpfel\"; nobody, it seems, bought 3.14.15 of them\u00A0today!")
                        .values();

        // then: computed with datatrove 0.10.0 and numpy 2.4.6, words split at white space
        assertThat(values).startsWith(109_939_896_436_608_098L, 8_683_982_555_156_296L, 369_162_325_068_053_711L);
        assertThat(values[111]).isEqualTo(431_609_045_355_184_998L);
        assertThat(Arrays.stream(values).sum()).isEqualTo(Long.parseUnsignedLong("15712171878234799781"));
    }

    @Test
    void usesTheFunctionsOfTheReference() throws Exception {
        // when
        List<String> functions = coefficients();

        // then
        assertThat(functions).hasSize(112);
        assertThat(functions.subList(0, 3))
                .containsExactly(
                        "775169054918279404 1062448801025099917",
                        "1758426461858698313 1324811268927594100",
                        "2109959069025162 1217488311597731462");
        assertThat(functions.get(111)).isEqualTo("223865076026037746 1097409548522419201");
    }

    @Test
    void agreesWithTheFormulaInWholeNumbersOfAnyLength() throws Exception {
        // given
        Random random = new Random(3);
        List<String> words = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            words.add(Integer.toString(random.nextInt(1 << 20), 36).replaceAll("[0-9]", "x"));
        }

        // when
        long[] values = sign(String.join(" ", words)).values();

        // then
        assertThat(values).containsExactly(naive(words));
    }

    @Test
    void fourWordsHaveNoSignature() {
        // when
        Signature four = signer.sign("only these four words");
        Signature five = signer.sign("and these are five words");

        // then
        assertThat(four).isNull();
        assertThat(five).isNotNull();
    }

    @Test
    void bothEstimatesOfSimilarityAreNearTheTruthOverManyPairs() {
        // given
        Random random = new Random(11);
        double error = 0;
        double sketchError = 0;
        int pairs = 100;

        // when
        for (int pair = 0; pair < pairs; pair++) {
            List<String> words = words(random, 300);
            List<String> changed = new ArrayList<>(words);
            for (int change = random.nextInt(20); change > 0; change--) {
                changed.set(random.nextInt(changed.size()), "replaced");
            }
            double truth = jaccard(words, changed);
            Signature one = sign(String.join(" ", words));
            Signature other = sign(String.join(" ", changed));
            error += Math.pow(one.similarity(other) - truth, 2);
            sketchError += Math.pow(one.sketch().similarity(other.sketch()) - truth, 2);
        }

        // then
        assertThat(Math.sqrt(error / pairs)).isBetween(0.02, 0.05);
        assertThat(Math.sqrt(sketchError / pairs)).isBetween(0.02, 0.07);
    }

    @Test
    void bandsMeetAsOftenAsTheFormulaSays() {
        // given
        Random random = new Random(5);
        double expected = 0;
        int met = 0;
        int pairs = 150;

        // when
        for (int pair = 0; pair < pairs; pair++) {
            List<String> words = words(random, 200);
            List<String> changed = new ArrayList<>(words);
            for (int change = 0; change < 7; change++) {
                changed.set(random.nextInt(changed.size()), "replaced");
            }
            expected += 1 - Math.pow(1 - Math.pow(jaccard(words, changed), 8), 14);
            met += shareABand(sign(String.join(" ", words)), sign(String.join(" ", changed))) ? 1 : 0;
        }

        // then
        assertThat((double) met / pairs)
                .isCloseTo(expected / pairs, within(0.07))
                .isBetween(0.4, 0.95);
    }

    @Test
    void equalBandsOfDifferentNumbersHaveDifferentKeys() {
        // given
        Signature constant = new Signature(new long[112]);

        // when
        long[] keys = constant.bandKeys();

        // then
        assertThat(keys).hasSize(14).doesNotHaveDuplicates();
    }

    @Test
    void aSketchSurvivesItsBytesAndIsSimilarToItselfAlone() {
        // given
        SignatureSketch sketch = sign("one two three four five six seven").sketch();
        SignatureSketch other = sign("eight nine ten eleven twelve thirteen").sketch();

        // when
        SignatureSketch read = SignatureSketch.fromBytes(sketch.toBytes());

        // then
        assertThat(read).isEqualTo(sketch);
        assertThat(read.similarity(sketch)).isEqualTo(1);
        assertThat(read.similarity(other)).isLessThan(0.2);
    }

    private Signature sign(String text) {
        return Objects.requireNonNull(signer.sign(text));
    }

    private static boolean shareABand(Signature one, Signature other) {
        long[] keys = one.bandKeys();
        long[] otherKeys = other.bandKeys();
        for (int band = 0; band < keys.length; band++) {
            if (keys[band] == otherKeys[band]) {
                return true;
            }
        }
        return false;
    }

    private static List<String> words(Random random, int count) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            words.add("w" + Integer.toString(random.nextInt(1 << 20), 36).replaceAll("[0-9]", "y"));
        }
        return words;
    }

    private static Set<List<String>> shingles(List<String> words) {
        Set<List<String>> shingles = new HashSet<>();
        for (int first = 0; first + 5 <= words.size(); first++) {
            shingles.add(List.copyOf(words.subList(first, first + 5)));
        }
        return shingles;
    }

    private static double jaccard(List<String> one, List<String> other) {
        Set<List<String>> both = shingles(one);
        Set<List<String>> either = shingles(one);
        both.retainAll(shingles(other));
        either.addAll(shingles(other));
        return (double) both.size() / either.size();
    }

    private static long[] naive(List<String> words) throws Exception {
        List<String> functions = coefficients();
        long[] least = new long[functions.size()];
        for (int i = 0; i < least.length; i++) {
            String[] function = functions.get(i).split(" ", -1);
            BigInteger smallest = PRIME;
            for (List<String> shingle : shingles(words)) {
                byte[] bytes = String.join(" ", shingle).getBytes(StandardCharsets.UTF_8);
                BigInteger hash = new BigInteger(Long.toUnsignedString(XxHash64.hash(bytes, 0, bytes.length, 0)));
                smallest = smallest.min(hash.multiply(new BigInteger(function[0]))
                        .add(new BigInteger(function[1]))
                        .mod(WORD)
                        .mod(PRIME));
            }
            least[i] = smallest.longValueExact();
        }
        return least;
    }

    private static List<String> coefficients() throws Exception {
        Path file = Path.of("src/main/resources/minhash/coefficients.txt");
        return Files.readAllLines(file).stream()
                .filter(line -> !line.startsWith("#"))
                .toList();
    }
}
