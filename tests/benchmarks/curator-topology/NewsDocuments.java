import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Documents made of paragraphs of AG News. The same number gives the same document; no two numbers give the same. */
final class NewsDocuments {
    private static final long SEED = 20_26L;

    private final List<String> paragraphs;
    private final int leastCharacters;

    /** @param leastCharacters the last paragraph of a document begins before it has so many */
    NewsDocuments(Path csv, int leastCharacters) throws IOException {
        this.leastCharacters = leastCharacters;
        paragraphs = new CsvMapper()
                .enable(CsvParser.Feature.WRAP_AS_ARRAY)
                .readerForListOf(String.class)
                .<List<String>>readValues(csv.toFile())
                .readAll()
                .stream()
                .map(row -> row.get(1) + ". " + row.get(2))
                .toList();
    }

    byte[] document(int number) {
        Random random = new Random(SEED * 1_000_003 + number);
        random.nextLong();
        Set<String> chosen = new LinkedHashSet<>();
        for (int length = 0; length < leastCharacters; ) {
            String paragraph = paragraphs.get(random.nextInt(paragraphs.size()));
            if (chosen.add(paragraph)) {
                length += paragraph.length() + 1;
            }
        }
        String text = String.join("\n", chosen) + "\nThis is report number " + number + ".";
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
