package io.perennial.local.view;

import io.perennial.schemas.records.DriftSignal;
import io.perennial.schemas.records.Outcome;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Shows the run: on a terminal as a picture that is drawn anew twice a second, else as plain lines. Events can be told from any thread.
 */
public final class TerminalView implements Consumer<String>, AutoCloseable {
    private static final int EVENTS_SHOWN = 12;
    private static final int STORY_SHOWN = 10;
    private static final int COLUMNS = 118;
    private static final String CLEAR = "\u001b[H\u001b[J";

    private final PrintStream out;
    private final boolean drawn;
    private final List<String> addresses;
    private final Deque<String> events = new ArrayDeque<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "terminal-view");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable RunState state;
    private @Nullable Future<?> drawing;

    /**
     * @param drawn true: a picture with ANSI sequences, false: one line for each event
     * @param addresses lines that always stay in sight
     */
    public TerminalView(PrintStream out, boolean drawn, List<String> addresses) {
        this.out = out;
        this.drawn = drawn;
        this.addresses = List.copyOf(addresses);
    }

    /** Draws the state from now on. */
    public synchronized void show(RunState shown) {
        state = shown;
        if (drawn) {
            drawing = clock.scheduleWithFixedDelay(this::draw, 0, 500, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public synchronized void accept(String line) {
        events.addLast(line);
        if (events.size() > EVENTS_SHOWN) {
            events.removeFirst();
        }
        if (!drawn) {
            out.println(line);
        }
    }

    /** Draws a last time and leaves the picture where it is. */
    @Override
    public void close() {
        stopDrawing();
        clock.shutdownNow();
        if (drawn) {
            draw();
        }
    }

    private synchronized void stopDrawing() {
        Future<?> repeated = drawing;
        if (repeated != null) {
            repeated.cancel(false);
        }
    }

    private synchronized void draw() {
        RunState current = state;
        if (current != null) {
            out.print(CLEAR + String.join("\n", picture(current)) + "\n");
            out.flush();
        }
    }

    private List<String> picture(RunState current) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(Locale.ROOT, "Perennial, %.0f s", current.seconds()));
        lines.add("");
        addresses.forEach(line -> lines.add("  " + line));
        lines.add("");
        lines.add("  curated      kept  duplicate   rejected     poison");
        current.verdicts()
                .forEach((modality, counts) -> lines.add(String.format(
                        Locale.ROOT,
                        "  %-8s %8d   %8d   %8d   %8d",
                        modality.name().toLowerCase(Locale.ROOT),
                        count(counts, Outcome.KEPT),
                        count(counts, Outcome.DUPLICATE),
                        count(counts, Outcome.REJECTED),
                        count(counts, Outcome.POISON))));
        lines.add(drift(current.drift()));
        lines.add("");
        lines.add("  model           checkpoints  probe  untrained  serves        trainer");
        current.models().forEach((name, progress) -> lines.add(row(name, progress, current)));
        lines.add("");
        addStory(current.story(), lines);
        events.forEach(event -> lines.add(shortened(event)));
        lines.add("");
        lines.add("  Ctrl-C stops everything; infra/up goes on where it stopped.");
        return lines;
    }

    private static void addStory(List<String> story, List<String> lines) {
        if (!story.isEmpty()) {
            story.subList(Math.max(0, story.size() - STORY_SHOWN), story.size())
                    .forEach(line -> lines.addAll(wrapped(line)));
            lines.add("");
        }
    }

    /** What the demo says is worth reading whole. */
    private static List<String> wrapped(String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder("  ");
        for (String word : text.split(" ", -1)) {
            if (line.length() + word.length() >= COLUMNS && !line.toString().isBlank()) {
                lines.add(line.toString());
                line = new StringBuilder("     ");
            }
            line.append(' ').append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    private static String shortened(String event) {
        return event.length() <= COLUMNS ? event : event.substring(0, COLUMNS - 1) + "…";
    }

    private static String drift(List<DriftSignal> signals) {
        if (signals.isEmpty()) {
            return "  drift           no signal";
        }
        DriftSignal last = signals.get(signals.size() - 1);
        return String.format(
                Locale.ROOT,
                "  drift           %d signals, the last: %s of source %s from %.2f to %.2f",
                signals.size(),
                last.getDescriptor(),
                last.getSource(),
                last.getMeanBefore(),
                last.getMeanAfter());
    }

    private static String row(String name, ModelProgress progress, RunState current) {
        String champion = progress.championId();
        return String.format(
                Locale.ROOT,
                "  %-15s %11d  %5s  %9s  %-12s  %s",
                name,
                progress.checkpoints(),
                share(progress, RunReport.ACCURACY),
                share(progress, RunReport.UNTRAINED),
                champion == null ? "-" : champion.substring(0, Math.min(12, champion.length())),
                current.training().getOrDefault(name, ""));
    }

    private static String share(ModelProgress progress, String measure) {
        var value = ModelProgress.measure(progress.report(), measure);
        return value.isEmpty() ? "-" : String.format(Locale.ROOT, "%.3f", value.getAsDouble());
    }

    private static long count(Map<Outcome, Long> counts, Outcome outcome) {
        return counts.getOrDefault(outcome, 0L);
    }
}
