import io.perennial.encoders.Content;
import io.perennial.evaluator.gold.GoldSplits;
import io.perennial.schemas.records.GoldSplit;
import io.perennial.tests.data.Labelled;
import io.perennial.tests.data.SharedData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What encoders read without labels, and what probes are asked. Items of a group, such as the messages of one log template, are in one
 * part; nothing of a part that is asked is read.
 *
 * @param reading contents by source, to train on
 * @param train examples that a probe learns from
 * @param validation examples that choose its regularisation
 * @param test examples that are asked
 * @param classes number of labels
 */
record Material(Map<String, List<Content>> reading, Part train, Part validation, Part test, int classes) {
    /** More messages of one template say nothing new. */
    private static final int LINES_OF_A_TEMPLATE = 10;

    /** What a probe learns from and is asked at the most: intervals are then about a point and a half wide to either side. */
    private static final Map<GoldSplit, Integer> MOST =
            Map.of(GoldSplit.TRAIN, 3000, GoldSplit.VALIDATION, 1000, GoldSplit.TEST, 4000);

    /** Labelled contents. */
    record Part(List<Content> contents, int[] labels) {
        int size() {
            return labels.length;
        }
    }

    /**
     * The data set of that name in {@code ../shared/data}.
     *
     * @param choosing true to ask VALIDATION and leave TEST alone, for choosing settings
     */
    static Material of(String data, boolean choosing) throws IOException {
        SharedData shared = SharedData.assumed();
        return switch (data) {
            case "news" -> of(shared.news(), false, Integer.MAX_VALUE, choosing);
            case "logs" -> of(shared.logMessages(), false, LINES_OF_A_TEMPLATE, choosing);
            case "pictures" -> of(shared.pictures(2000), true, Integer.MAX_VALUE, choosing);
            default -> throw new IllegalArgumentException("data were " + data + "; they must be news, logs or pictures");
        };
    }

    private static Material of(List<Labelled> items, boolean pictures, int mostOfGroup, boolean choosing) {
        List<String> labels = items.stream().map(Labelled::label).distinct().sorted().toList();
        Map<String, List<Content>> reading = new LinkedHashMap<>();
        Map<GoldSplit, List<Labelled>> asked = new HashMap<>();
        Map<String, Integer> seen = new HashMap<>();
        for (Labelled item : items) {
            GoldSplit split = choosing ? splitOfTrain(item.group()) : GoldSplits.of(item.group());
            if (split != GoldSplit.TEST && !(choosing && GoldSplits.of(item.group()) == GoldSplit.TEST)) {
                reading.computeIfAbsent(pictures ? "" : item.label(), unused -> new ArrayList<>())
                        .add(content(item, pictures));
            }
            if (seen.merge(item.group(), 1, Integer::sum) <= mostOfGroup) {
                asked.computeIfAbsent(split, unused -> new ArrayList<>()).add(item);
            }
        }
        return new Material(
                reading,
                part(asked, GoldSplit.TRAIN, labels, pictures),
                part(asked, GoldSplit.VALIDATION, labels, pictures),
                part(asked, GoldSplit.TEST, labels, pictures),
                labels.size());
    }

    /** For choosing settings: what is VALIDATION else is asked, a part of TRAIN chooses the regularisation, and TEST is left alone. */
    private static GoldSplit splitOfTrain(String group) {
        return switch (GoldSplits.of(group)) {
            case TRAIN ->
                GoldSplits.of("choosing/" + group) == GoldSplit.VALIDATION ? GoldSplit.VALIDATION : GoldSplit.TRAIN;
            case VALIDATION -> GoldSplit.TEST;
            default -> GoldSplit.BLIND;
        };
    }

    private static Part part(
            Map<GoldSplit, List<Labelled>> asked, GoldSplit split, List<String> labels, boolean pictures) {
        List<Labelled> all = asked.getOrDefault(split, List.of());
        List<Labelled> items = all.subList(0, Math.min(MOST.get(split), all.size()));
        return new Part(
                items.stream().map(item -> content(item, pictures)).collect(Collectors.toList()),
                items.stream().mapToInt(item -> labels.indexOf(item.label())).toArray());
    }

    private static Content content(Labelled item, boolean picture) {
        return picture
                ? new Content.Image(item.content())
                : new Content.Text(new String(item.content(), StandardCharsets.UTF_8));
    }
}
