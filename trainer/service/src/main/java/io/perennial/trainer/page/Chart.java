package io.perennial.trainer.page;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Charts as inline SVG with a light look of its own; titles of points show on hovering, without a script. */
final class Chart {
    static final List<String> COLOURS =
            List.of("#2f6f9f", "#c8553d", "#588b3f", "#8a5fa8", "#c99a2e", "#3f8f8b", "#a44a6b", "#6b7280");

    private static final int WIDTH = 760;
    private static final int HEIGHT = 220;
    private static final int LEFT = 62;
    private static final int RIGHT = 12;
    private static final int TOP = 12;
    private static final int BOTTOM = 26;
    private static final int MAP_SIDE = 520;
    private static final int LINES = 4;

    private Chart() {}

    /**
     * A line over steps.
     *
     * @param steps number of each point
     * @param marks steps at which a vertical line is drawn: the ends of updates
     */
    static String line(List<Long> steps, List<Double> values, List<Long> marks, String label) {
        double least = Collections.min(values);
        double most = Collections.max(values);
        double span = most > least ? most - least : Math.max(Math.abs(most), 1e-12);
        long first = steps.get(0);
        long last = Math.max(first + 1, steps.get(steps.size() - 1));
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
                WIDTH,
                HEIGHT,
                Html.text(label)));
        for (int i = 0; i <= LINES; i++) {
            double value = least + span * i / LINES;
            double y = y(value, least, span);
            svg.append(String.format(
                    Locale.ROOT,
                    "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" class=\"grid\"/><text x=\"%d\" y=\"%.1f\""
                            + " class=\"axis\" text-anchor=\"end\">%s</text>",
                    LEFT,
                    WIDTH - RIGHT,
                    y,
                    y,
                    LEFT - 6,
                    y + 4,
                    Html.number(value)));
        }
        for (long mark : marks) {
            double x = x(mark, first, last);
            svg.append(String.format(
                    Locale.ROOT,
                    "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" class=\"mark\"/>",
                    x,
                    x,
                    TOP,
                    HEIGHT - BOTTOM));
        }
        svg.append("<polyline class=\"curve\" points=\"");
        for (int i = 0; i < steps.size(); i++) {
            svg.append(String.format(
                    Locale.ROOT, "%.1f,%.1f ", x(steps.get(i), first, last), y(values.get(i), least, span)));
        }
        return svg.append(String.format(
                        Locale.ROOT,
                        "\"/><text x=\"%d\" y=\"%d\" class=\"axis\">step %d</text><text x=\"%d\" y=\"%d\" class=\"axis\""
                                + " text-anchor=\"end\">step %d</text></svg>",
                        LEFT,
                        HEIGHT - 6,
                        first,
                        WIDTH - RIGHT,
                        HEIGHT - 6,
                        last))
                .toString();
    }

    /**
     * Points in the plane.
     *
     * @param groups index of the colour of each point
     * @param titles shown when the pointer rests on a point
     */
    static String map(double[][] points, List<Integer> groups, List<String> titles) {
        double[] least = {Double.MAX_VALUE, Double.MAX_VALUE};
        double[] most = {-Double.MAX_VALUE, -Double.MAX_VALUE};
        for (double[] point : points) {
            for (int axis = 0; axis < 2; axis++) {
                least[axis] = Math.min(least[axis], point[axis]);
                most[axis] = Math.max(most[axis], point[axis]);
            }
        }
        List<String> circles = new ArrayList<>();
        for (int i = 0; i < points.length; i++) {
            circles.add(String.format(
                    Locale.ROOT,
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\"><title>%s</title></circle>",
                    place(points[i][0], least[0], most[0]),
                    place(points[i][1], least[1], most[1]),
                    colour(groups.get(i)),
                    Html.text(titles.get(i))));
        }
        return "<svg class=\"map\" viewBox=\"0 0 " + MAP_SIDE + " " + MAP_SIDE
                + "\" role=\"img\" aria-label=\"embedding map\">" + String.join("", circles) + "</svg>";
    }

    static String colour(int group) {
        return COLOURS.get(Math.min(group, COLOURS.size() - 1));
    }

    private static double place(double value, double least, double most) {
        return 10 + (MAP_SIDE - 20) * (value - least) / Math.max(most - least, 1e-12);
    }

    private static double x(long step, long first, long last) {
        return LEFT + (double) (WIDTH - LEFT - RIGHT) * (step - first) / (last - first);
    }

    private static double y(double value, double least, double span) {
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (value - least) / span;
    }
}
