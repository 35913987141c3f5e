package io.perennial.console.page;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Line charts as SVG, without axes: the shape says what happened, the words beside it say how much. */
final class Sparkline {
    private static final int MARGIN = 4;
    private static final int MOST_POINTS = 120;

    private Sparkline() {}

    /**
     * A line through the values, the newest marked.
     *
     * @param name what is drawn, for screen readers and as the tooltip
     * @param baseline value of a dashed horizontal line; null: none
     */
    static Html of(String name, List<Double> values, int width, int height, @Nullable Double baseline) {
        List<Double> shown = values.stream()
                .skip(Math.max(0, values.size() - MOST_POINTS))
                .filter(value -> !value.isNaN() && !value.isInfinite())
                .toList();
        if (shown.isEmpty()) {
            return Html.of("<span class=\"none\">no values yet</span>");
        }
        double low = shown.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
        double high = shown.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        if (baseline != null) {
            low = Math.min(low, baseline);
            high = Math.max(high, baseline);
        }
        Frame frame = new Frame(shown.size(), low, high, width, height);
        double last = shown.get(shown.size() - 1);
        String label = "%s: %s, %d values from %s to %s"
                .formatted(name, Glyphs.number(last), shown.size(), Glyphs.number(low), Glyphs.number(high));
        return Html.of(
                "<svg class=\"spark\" viewBox=\"0 0 {} {}\" width=\"{}\" height=\"{}\" role=\"img\" aria-label=\"{}\">"
                        + "<title>{}</title>{}<path class=\"area\" d=\"{}\"/><polyline points=\"{}\"/>"
                        + "<circle cx=\"{}\" cy=\"{}\" r=\"2.5\"/></svg>",
                width,
                height,
                width,
                height,
                label,
                label,
                baseline == null ? Html.NOTHING : baseline(frame, baseline),
                area(frame, shown),
                points(frame, shown),
                coordinate(frame.x(shown.size() - 1)),
                coordinate(frame.y(last)));
    }

    private static Html baseline(Frame frame, double value) {
        String y = coordinate(frame.y(value));
        return Html.of("<line class=\"baseline\" x1=\"0\" x2=\"{}\" y1=\"{}\" y2=\"{}\"/>", frame.width(), y, y);
    }

    private static String points(Frame frame, List<Double> values) {
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < values.size(); i++) {
            points.append(i == 0 ? "" : " ")
                    .append(coordinate(frame.x(i)))
                    .append(',')
                    .append(coordinate(frame.y(values.get(i))));
        }
        return points.toString();
    }

    private static String area(Frame frame, List<Double> values) {
        String bottom = coordinate(frame.height());
        return "M" + coordinate(frame.x(0)) + "," + bottom + " L"
                + points(frame, values).replace(" ", " L") + " L" + coordinate(frame.x(values.size() - 1)) + ","
                + bottom + " Z";
    }

    private static String coordinate(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private record Frame(int count, double low, double high, int width, int height) {
        double x(int index) {
            return count == 1 ? width / 2.0 : MARGIN + index * (width - 2.0 * MARGIN) / (count - 1);
        }

        double y(double value) {
            double share = high == low ? 0.5 : (value - low) / (high - low);
            return height - MARGIN - share * (height - 2.0 * MARGIN);
        }
    }
}
