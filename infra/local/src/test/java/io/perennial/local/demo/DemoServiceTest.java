package io.perennial.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.runtime.ServiceException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DemoServiceTest {
    private final List<String> told = new ArrayList<>();
    private final Narrator narrator = new Narrator(told::add);

    @Test
    void saysWhatWentWrongInAChapterAndBeginsTheNext() throws InterruptedException {
        // given
        Chapter failing = teller -> {
            throw ServiceException.dependency("the console is away", null);
        };
        Chapter last = teller -> {
            teller.tell("the last chapter");
            teller.stop();
        };

        // when
        new DemoService(List.of(failing, last), narrator).run();

        // then
        assertThat(told)
                .containsExactly(
                        "DEMO this chapter ends early: the console is away",
                        "DEMO the last chapter",
                        "DEMO is over. Everything stays up and is fed until Ctrl-C");
    }

    @Test
    void endsQuietlyWhenTheRunIsStoppedInAChapter() throws InterruptedException {
        // given
        DemoService service =
                new DemoService(List.of(teller -> teller.await(Duration.ofMinutes(10), Optional::empty)), narrator);
        service.stop();

        // when
        service.run();

        // then
        assertThat(told).isEmpty();
    }
}
