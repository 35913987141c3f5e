package io.perennial.trainer;

import io.perennial.encoders.Content;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a sample of a window is trained with: the samples of the same source that follow it in the window. A log line says little
 * alone; with its neighbours, a masked token has to be told from what else the source reports. After the last sample of a source comes
 * its first. A function of the window alone.
 */
final class SourceContext {
    private final List<WindowSample> samples;
    private final int length;
    private final SampleContents contents;
    private final Map<String, List<Integer>> rowsOfSource = new HashMap<>();
    private final int[] placeInSource;

    /**
     * @param length samples in one training example, the sample itself included; 1 trains on each sample alone
     */
    SourceContext(List<WindowSample> samples, int length, SampleContents contents) {
        this.samples = samples;
        this.length = length;
        this.contents = contents;
        placeInSource = new int[samples.size()];
        for (int row = 0; row < samples.size(); row++) {
            List<Integer> rows = rowsOfSource.computeIfAbsent(source(row), unused -> new ArrayList<>());
            placeInSource[row] = rows.size();
            rows.add(row);
        }
    }

    /** The training example that begins with a row of the window. */
    Content content(int row) {
        List<Integer> rows = rowsOfSource.getOrDefault(source(row), List.of(row));
        int count = Math.min(length, rows.size());
        if (count == 1) {
            return contents.content(samples.get(row));
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int neighbour = rows.get((placeInSource[row] + i) % rows.size());
            texts.add(samples.get(neighbour).sample().getText());
        }
        return new Content.Text(texts.stream().collect(Collectors.joining("\n")));
    }

    private String source(int row) {
        return samples.get(row).sample().getSource();
    }
}
