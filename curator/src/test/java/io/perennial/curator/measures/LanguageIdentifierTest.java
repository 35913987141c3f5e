package io.perennial.curator.measures;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.curator.measures.LanguageIdentifier.Identified;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanguageIdentifierTest {
    private static final long SEED = 7;
    private static final int TEXTS = 1_000;
    /** What the normalisers of OpenNLP look for, what looks alike, and words of several scripts. */
    private static final List<String> PIECES =
            List.of(("the|Reader|expects|taxpayers|court|part|one-off|--|-|1984|3.14|\n|\t \n"
                            + "|http://a.org/b?c=d|https://|file://x|me@example.org|@name|#tag|# |rt |RT: rt |art |\u00e9rt |:-)|:)|;D|xo|Xp"
                            + "|hahaha|JAJAja|jihad|hehe he|hiho|aaargh|Www.|...|!!!|zZz|\u00c9t\u00e9|\u0130stanbul|stra\u00dfe"
                            + "|\u042d\u0442\u043e\u0442|\u03a3\u03af\u03c3\u03c5\u03c6\u03bf\u03c2|\u65b0\u805e|\u30ad\u30e5\u30fc|\ud55c\uad6d\uc5b4"
                            + "|\uff21\uff22|\u2028|\u0085|\u00a0|\ud83d\ude00|\ud83d|")
                    .split("\\|", -1));

    private final LanguageIdentifier identifier = new LanguageIdentifier();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en | Returns the number of elements that have been added to the queue and that nobody has taken yet.",
                "de | Die Methode gibt die Anzahl der Elemente zurück, die in der Warteschlange stehen und warten.",
                "fr | Cette méthode renvoie le nombre d'éléments qui ont été ajoutés à la file et qui attendent encore.",
                "ru | Этот метод возвращает количество элементов, которые были добавлены в очередь и ещё ждут.",
                "ja | このメソッドは、キューに追加され、まだ誰も取り出していない要素の数を返します。",
            })
    void theLanguageIsNamedByItsTwoLetterCode(String language, String text) {
        // when
        Identified identified = identifier.identify(text, List.of(language));

        // then
        assertThat(identified.language()).isEqualTo(language);
        assertThat(identified.likeliestAccepted()).isEqualTo(language);
        assertThat(identified.acceptedConfidence()).isGreaterThan(0.5);
    }

    @Test
    void ofTheAcceptedLanguagesTheLikeliestIsNamedThoughAnotherOneIsLikelierThanAll() {
        // given
        String german = "Die Methode gibt die Anzahl der Elemente zurück, die in der Warteschlange stehen und warten.";

        // when
        Identified identified = identifier.identify(german, List.of("ja", "nl"));

        // then
        assertThat(identified.language()).isEqualTo("de");
        assertThat(identified.likeliestAccepted()).isEqualTo("nl");
        assertThat(identified.acceptedConfidence()).isLessThan(0.5);
    }

    @Test
    void theProbabilitiesAreThoseOfTheDetectorOfOpenNlpToTheBit() {
        // given
        Random random = new Random(SEED);

        for (int number = 0; number < TEXTS; number++) {
            String text = textOfPieces(random);

            // when
            double[] probabilities = identifier.probabilities(text);

            // then
            assertThat(probabilities).as(text).isEqualTo(identifier.byDetector(text));
        }
    }

    private static String textOfPieces(Random random) {
        StringBuilder text = new StringBuilder();
        for (int piece = random.nextInt(60); piece > 0; piece--) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
            text.append(random.nextInt(4) == 0 ? "" : " ");
        }
        return text.toString();
    }
}
