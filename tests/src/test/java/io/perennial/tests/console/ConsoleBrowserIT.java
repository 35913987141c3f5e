package io.perennial.tests.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.perennial.schemas.records.InstanceState;
import io.perennial.schemas.records.OperatorAction;
import io.perennial.schemas.records.OperatorCommand;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** An operator at work: the console in a real browser, over a real broker. Screenshots go to {@code target/screenshots}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleBrowserIT {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    static Path directory;

    private RunningConsole running;
    private ChromeDriver browser;

    @BeforeAll
    void start() throws IOException {
        assumeTrue(
                Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER),
                "needs chromium and chromedriver: apt-get install chromium chromium-driver");
        Files.createDirectories(SCREENSHOTS);
        running = RunningConsole.start(directory.resolve("console"), Map.of());
        browser = browser(directory.resolve("profile"));
    }

    @AfterAll
    void stop() {
        if (browser != null) {
            browser.quit();
        }
        if (running != null) {
            running.close();
        }
    }

    @BeforeEach
    void instancesReport() {
        running.scene().observe(Scene.TEXT, "serving-a", InstanceState.READY, null);
        running.scene().observe(Scene.TEXT, "serving-b", InstanceState.READY, null);
        running.scene().observe(Scene.LOGS, "serving-a", InstanceState.READY, null);
    }

    @Test
    void everyPageIsLiveAndLeavesNoErrorInTheBrowser() throws IOException {
        for (String page : List.of("", "candidates", "decisions", "drift", "curation", "topics")) {
            // when
            open(page);

            // then
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(text("live")).isEqualTo("live"));
            photograph(page.isEmpty() ? "now" : page);
            assertThat(browser.manage().logs().get(LogType.BROWSER).getAll())
                    .as(page)
                    .isEmpty();
        }
    }

    @Test
    void anOperatorRollsBackThroughTheDialogAndSeesItConverge() throws IOException {
        // given
        String model = Scene.TEXT;
        long generation = running.scene().generation(model);
        open("");

        // when
        browser.findElement(By.id("act-text-encoder-rollback")).click();
        await().atMost(PATIENCE)
                .until(() -> !browser.findElements(By.cssSelector("#preview .preview"))
                        .isEmpty());
        choose("v5");
        await().atMost(PATIENCE).until(() -> text("preview").contains("v5"));
        assertThat(browser.findElement(By.id("send")).isEnabled()).isFalse();
        browser.findElement(By.id("reason")).sendKeys("neighbours of invoices changed, incident 4131");
        browser.findElement(By.id("confirm")).sendKeys(model);
        photograph("rollback");
        browser.findElement(By.id("send")).click();

        // then
        OperatorCommand command = running.awaitCommand(model, OperatorAction.ROLLBACK);
        assertThat(command.getCheckpointId())
                .isEqualTo(running.scene().checkpoint(model, 5).getCheckpointId());
        assertThat(command.getExpectedGeneration()).isEqualTo(generation);
        assertThat(command.getReason()).isEqualTo("neighbours of invoices changed, incident 4131");
        assertThat(command.getActor()).isEqualTo(System.getProperty("user.name"));
        assertThat(command.getUserAgent()).contains("Chrome");

        // and when the controller and the instances do their part
        running.scene().answerRollback(model, 5, command.getIdempotencyKey(), command.getActor(), command.getReason());
        running.scene().observe(model, "serving-a", InstanceState.READY, null);
        await().atMost(PATIENCE).until(() -> text("action").contains("1 of 2"));
        photograph("rollback-converging");
        running.scene().observe(model, "serving-b", InstanceState.READY, null);

        // then
        await().atMost(PATIENCE).until(() -> text("action").contains("converged in "));
        photograph("rollback-converged");
        browser.findElement(By.cssSelector("#action [data-close]")).click();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(text("model-text-encoder"))
                        .contains("Automatic promotion is on hold")
                        .contains("generation " + (generation + 1)));
    }

    @Test
    void aCommandThatMakesNoSenseHasADisabledButtonAndTheReasonBesideIt() {
        // when
        open("");

        // then
        WebElement button = browser.findElement(By.id("act-image-encoder-rollback"));
        assertThat(button.isDisplayed()).isTrue();
        assertThat(button.isEnabled()).isFalse();
        assertThat(text("act-image-encoder-rollback-why")).isEqualTo("there is no champion yet");
    }

    @Test
    void markupInDataIsShownAsText() {
        // when
        open("curation");

        // then
        assertThat(text("main")).contains("news-<b>feed</b>");
    }

    @Test
    void thePageFollowsTheTopicsWithoutBeingReloaded() {
        // given
        open("");
        browser.executeScript("document.body.dataset.opened = 'once'");

        // when
        running.scene().observe(Scene.LOGS, "serving-b", InstanceState.FAILED, "out of memory");

        // then
        await().atMost(PATIENCE).until(() -> text("model-log-encoder").contains("out of memory"));
        assertThat(browser.executeScript("return document.body.dataset.opened")).isEqualTo("once");
    }

    private void open(String page) {
        browser.get(running.console().address() + "/" + page);
    }

    /** In one step, because the page may replace the element between finding and reading it. */
    private String text(String id) {
        return String.valueOf(
                browser.executeScript("return document.getElementById(arguments[0])?.innerText ?? ''", id));
    }

    private void choose(String version) {
        browser.findElements(By.cssSelector("#to option")).stream()
                .filter(option -> option.getText().startsWith(version + " "))
                .findFirst()
                .orElseThrow()
                .click();
    }

    private void photograph(String name) throws IOException {
        for (String scheme : List.of("light", "dark")) {
            browser.executeCdpCommand(
                    "Emulation.setEmulatedMedia",
                    Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
            File picture = browser.getScreenshotAs(OutputType.FILE);
            Files.copy(
                    picture.toPath(),
                    SCREENSHOTS.resolve(name + "-" + scheme + ".png"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static ChromeDriver browser(Path profile) {
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.WARNING);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM.toString());
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--window-size=1600,1300",
                "--user-data-dir=" + profile);
        // Both programs are named, so that nothing is looked for or downloaded.
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .usingAnyFreePort()
                .build();
        return new ChromeDriver(service, options);
    }
}
