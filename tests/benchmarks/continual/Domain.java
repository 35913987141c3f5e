package io.perennial.trainer;

import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;

/**
 * A part of the stream, and texts of its kind that are not in the stream.
 *
 * @param name what is printed
 * @param stream texts to train on
 * @param gold texts to probe with
 */
record Domain(String name, List<String> stream, List<String> gold) {
    /** Texts of the stream. */
    static final int STREAM = 960;

    /** Texts of the gold set to fit the probe on. */
    static final int TRAIN = 120;

    /** Texts of the gold set to choose its strength with. */
    static final int VALIDATION = 24;

    /** Texts of the gold set; those that are left are asked once. */
    static final int GOLD = 244;

    private static final int LEAST_LENGTH = 60;
    private static final long SEED = 20_26L;

    /** The four sections of AG News and the speeches of Shakespeare, in the order of the stream. */
    static List<Domain> inOrder(Path data) throws IOException {
        List<List<String>> news = new CsvMapper()
                .enable(CsvParser.Feature.WRAP_AS_ARRAY)
                .readerForListOf(String.class)
                .<List<String>>readValues(data.resolve("ag_news/ag_news.csv").toFile())
                .readAll();
        String plays = Files.readString(data.resolve("tiny_shakespeare/input.txt"));
        return List.of(
                section("world", news, "1"),
                section("sports", news, "2"),
                section("business", news, "3"),
                section("science", news, "4"),
                split("plays", Arrays.asList(plays.split("\n\n", -1))));
    }

    private static Domain section(String name, List<List<String>> news, String section) {
        return split(
                name,
                news.stream()
                        .filter(row -> row.get(0).equals(section))
                        .map(row -> row.get(1) + ". " + row.get(2))
                        .toList());
    }

    private static Domain split(String name, List<String> texts) {
        List<String> distinct = new ArrayList<>(new LinkedHashSet<>(texts));
        distinct.removeIf(text -> text.length() < LEAST_LENGTH);
        Collections.shuffle(distinct, new Random(SEED));
        if (distinct.size() < GOLD + STREAM) {
            throw new IllegalStateException(
                    name + " has " + distinct.size() + " texts; the benchmark needs " + (GOLD + STREAM));
        }
        return new Domain(name, distinct.subList(GOLD, GOLD + STREAM), distinct.subList(0, GOLD));
    }
}
