package io.perennial.local.demo;

import io.perennial.console.terminal.ConsoleClient;
import io.perennial.local.LocalSettings;
import io.perennial.local.view.RunState;
import io.perennial.runtime.Service;
import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.ServiceException;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Tells the story of {@code --demo}, chapter after chapter. What goes wrong in one is said, and the next begins. */
public final class DemoService implements Service {
    private final List<Chapter> chapters;
    private final Narrator narrator;
    private volatile boolean ready;

    /** @param config of the ingest, with a state directory of its own */
    public DemoService(
            ServiceConfig config, DemoMaterial material, RunState state, LocalSettings.Listeners ports, Clock clock) {
        this(chapters(config, material, state, ports, clock), new Narrator(state::narrate));
    }

    DemoService(List<Chapter> chapters, Narrator narrator) {
        this.chapters = List.copyOf(chapters);
        this.narrator = narrator;
    }

    @Override
    public void run() throws InterruptedException {
        ready = true;
        try {
            for (Chapter chapter : chapters) {
                tell(chapter);
            }
            narrator.tell("is over. Everything stays up and is fed until Ctrl-C");
            narrator.awaitStop();
        } catch (StoppedException e) {
            return;
        } finally {
            ready = false;
        }
    }

    @Override
    public void stop() {
        narrator.stop();
    }

    @Override
    public boolean isReady() {
        return ready;
    }

    @Override
    public void close() {
        stop();
    }

    private void tell(Chapter chapter) throws InterruptedException, StoppedException {
        try {
            chapter.tell(narrator);
        } catch (ServiceException e) {
            narrator.tell("this chapter ends early: " + e.getMessage());
        }
    }

    private static List<Chapter> chapters(
            ServiceConfig config, DemoMaterial material, RunState state, LocalSettings.Listeners ports, Clock clock) {
        String console = "http://127.0.0.1:" + ports.console();
        String mlflow = "http://127.0.0.1:" + ports.mlflow();
        Stage stage = new Stage(config, material, state, console, clock);
        return List.of(
                new FirstChampions(state),
                new NewDomain(stage),
                new PoisonedWindow(stage),
                new OperatorRollback(new ConsoleClient(URI.create(console), Optional.empty()), console, mlflow));
    }
}
