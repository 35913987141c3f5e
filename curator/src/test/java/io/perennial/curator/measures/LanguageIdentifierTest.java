package io.perennial.curator.measures;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.curator.measures.LanguageIdentifier.Identified;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanguageIdentifierTest {
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
}
