import io.perennial.encoders.Content;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/** Batches of what is read: each pass over all contents comes in an order of its own, and a text brings those that follow it in its source. */
final class Reading {
    private final List<Content> singles = new ArrayList<>();
    private final List<Content> examples = new ArrayList<>();
    private final Random random;
    private int place;

    /**
     * @param sources contents by source
     * @param length contents of a source that make one example
     */
    Reading(Map<String, List<Content>> sources, int length, long seed) {
        for (List<Content> contents : sources.values()) {
            singles.addAll(contents);
            for (int i = 0; i < contents.size(); i++) {
                examples.add(example(contents, i, Math.min(length, contents.size())));
            }
        }
        random = new Random(seed);
        Collections.shuffle(singles, random);
        Collections.shuffle(examples, random);
    }

    /** Everything that is read, each content alone. */
    List<Content> singles() {
        return singles;
    }

    List<Content> next(int count) {
        List<Content> batch = new ArrayList<>();
        while (batch.size() < count) {
            if (place == examples.size()) {
                Collections.shuffle(examples, random);
                place = 0;
            }
            batch.add(examples.get(place++));
        }
        return batch;
    }

    private static Content example(List<Content> contents, int from, int length) {
        if (length == 1) {
            return contents.get(from);
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            texts.add(((Content.Text) contents.get((from + i) % contents.size())).text());
        }
        return new Content.Text(texts.stream().collect(Collectors.joining("\n")));
    }
}
