package io.perennial.console.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.perennial.console.page.Section;
import io.perennial.console.state.CommandProgress;
import io.perennial.console.state.ConsoleState;
import io.perennial.console.state.IssuedCommand;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Turns changes of the state into events: which pages changed, and how far commands got. Called by one thread at a time. */
final class Changes {
    private static final Duration FOLLOWED = Duration.ofHours(1);

    private final EventHub hub;
    private final Clock clock;
    private final Duration silentAfter;
    private final Map<String, String> lines = new HashMap<>();

    Changes(EventHub hub, Clock clock, Duration silentAfter) {
        this.hub = hub;
        this.clock = clock;
        this.silentAfter = silentAfter;
    }

    void publish(ConsoleState before, ConsoleState after) {
        Set<Section> sections = sections(before, after);
        if (!sections.isEmpty()) {
            ObjectNode change = JsonNodeFactory.instance.objectNode().put("revision", after.revision());
            ArrayNode names = change.putArray("sections");
            sections.forEach(section -> names.add(section.name()));
            hub.publish("change", change.toString());
        }
        for (IssuedCommand issued : after.log().commands()) {
            if (issued.command().getIssuedAt().plus(FOLLOWED).isAfter(clock.instant())) {
                progress(issued, after);
            }
        }
    }

    private void progress(IssuedCommand issued, ConsoleState state) {
        state.log().model(issued.command().getModel()).ifPresent(model -> {
            CommandProgress progress = CommandProgress.of(issued, model, clock.instant(), silentAfter);
            String before = lines.put(issued.command().getCommandId(), progress.line());
            if (!progress.line().equals(before)) {
                hub.publish("progress", Documents.progress(progress).toString());
            }
        });
    }

    private static boolean anyChanged(ConsoleState before, ConsoleState after) {
        return after.log().models().values().stream()
                .anyMatch(model ->
                        !before.log().model(model.model()).map(model::looksLike).orElse(false));
    }

    private static Set<Section> sections(ConsoleState before, ConsoleState after) {
        Set<Section> sections = EnumSet.noneOf(Section.class);
        boolean models = anyChanged(before, after);
        boolean reach = !before.kafka().equals(after.kafka())
                || before.log().caughtUp() != after.log().caughtUp();
        if (models) {
            sections.addAll(EnumSet.of(Section.NOW, Section.CANDIDATES, Section.DECISIONS));
        }
        if (!before.registry().equals(after.registry())) {
            sections.add(Section.NOW);
        }
        if (!before.log().drift().equals(after.log().drift())) {
            sections.add(Section.DRIFT);
        }
        if (!before.log().curation().equals(after.log().curation())) {
            sections.add(Section.CURATION);
        }
        if (!before.lag().equals(after.lag())) {
            sections.add(Section.TOPICS);
        }
        if (reach || !before.log().undecodable().equals(after.log().undecodable())) {
            sections.addAll(EnumSet.allOf(Section.class));
        }
        return sections;
    }
}
