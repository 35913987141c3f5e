package io.perennial.local.samples;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Hears what broker and Kafka clients in this JVM log, as samples: level and message, labelled with the package of the logger. The
 * prefix in brackets, which often names the logger, is left out. Until {@link #close()} these loggers speak at the given level; the appenders of the log file keep their own threshold.
 */
public final class LogCollector extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private static final List<String> LOGGERS = List.of("kafka", "org.apache.kafka", "state.change.logger");
    // Dumps of whole requests and of every poll: long, and the same line again and again.
    private static final List<String> TOO_TALKATIVE = List.of(
            "kafka.request.logger",
            "org.apache.kafka.clients.NetworkClient",
            "org.apache.kafka.common.metrics",
            "org.apache.kafka.clients.consumer.internals.FetchRequestBuilder");
    private static final Pattern BRACKETED = Pattern.compile("^\\s*\\[[^\\]]*]:?");
    private static final int LONGEST = 400;

    private final Queue<LabelledSample> heard = new ConcurrentLinkedQueue<>();
    private final Map<String, @Nullable Level> levelsBefore = new HashMap<>();

    private LogCollector() {}

    /**
     * Listens from now on.
     *
     * @param detailed true: at DEBUG, false: at INFO
     */
    public static LogCollector listen(boolean detailed) {
        LogCollector collector = new LogCollector();
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        collector.setContext(context);
        collector.start();
        for (String name : LOGGERS) {
            Logger logger = context.getLogger(name);
            collector.setLevel(logger, detailed ? Level.DEBUG : Level.INFO);
            logger.addAppender(collector);
        }
        TOO_TALKATIVE.forEach(name -> collector.setLevel(context.getLogger(name), Level.WARN));
        return collector;
    }

    /** What was heard so far, in that order. */
    public List<LabelledSample> samples() {
        return List.copyOf(heard);
    }

    @Override
    public void close() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        LOGGERS.forEach(name -> context.getLogger(name).detachAppender(this));
        levelsBefore.forEach((name, level) -> context.getLogger(name).setLevel(level));
        stop();
    }

    @Override
    protected void append(ILoggingEvent event) {
        String message = BRACKETED
                .matcher(event.getFormattedMessage())
                .replaceFirst("")
                .replaceAll("\\s+", " ")
                .strip();
        if (message.isEmpty()) {
            return;
        }
        String text = event.getLevel() + " " + message;
        String shortened = text.length() <= LONGEST ? text : text.substring(0, LONGEST);
        heard.add(LabelledSample.text(subsystem(event.getLoggerName()), LogTemplate.of(shortened), shortened));
    }

    private void setLevel(Logger logger, Level level) {
        levelsBefore.put(logger.getName(), logger.getLevel());
        logger.setLevel(level);
    }

    /** The package of a logger, at most three words deep below {@code org.apache}: who speaks, one level above the class. */
    static String subsystem(String logger) {
        String[] words = logger.replaceFirst("^org\\.apache\\.", "").split("\\.", -1);
        int deep = Math.max(1, Math.min(3, words.length - 1));
        return String.join(".", List.of(words).subList(0, deep));
    }

    /** At most {@code perTemplate} samples of each template, in the order in which they were heard. */
    static List<LabelledSample> balanced(List<LabelledSample> samples, int perTemplate) {
        Map<String, Integer> taken = new HashMap<>();
        return samples.stream()
                .filter(sample -> taken.merge(sample.label() + "\t" + sample.group(), 1, Integer::sum) <= perTemplate)
                .toList();
    }
}
