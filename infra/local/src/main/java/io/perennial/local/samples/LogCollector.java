package io.perennial.local.samples;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Hears what broker and Kafka clients in this JVM log, as samples: level and message, labelled with the logger, whose name is not in the
 * text. Until {@link #close()} these loggers speak at the given level; the appenders of the log file keep their own threshold.
 */
public final class LogCollector extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private static final List<String> LOGGERS = List.of("kafka", "org.apache.kafka", "state.change.logger");
    // Dumps of whole requests and of every poll: long, and the same line again and again.
    private static final List<String> TOO_TALKATIVE = List.of(
            "kafka.request.logger",
            "org.apache.kafka.clients.NetworkClient",
            "org.apache.kafka.common.metrics",
            "org.apache.kafka.clients.consumer.internals.FetchRequestBuilder");
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
        String message = event.getFormattedMessage().replaceAll("\\s+", " ").strip();
        if (message.isEmpty()) {
            return;
        }
        String text = event.getLevel() + " " + message;
        String shortened = text.length() <= LONGEST ? text : text.substring(0, LONGEST);
        heard.add(LabelledSample.text(simpleName(event.getLoggerName()), shortened, shortened));
    }

    private void setLevel(Logger logger, Level level) {
        levelsBefore.put(logger.getName(), logger.getLevel());
        logger.setLevel(level);
    }

    private static String simpleName(String logger) {
        return logger.substring(logger.lastIndexOf('.') + 1);
    }

    /** The {@code labels} most frequent labels with at most {@code perLabel} samples each, in the order in which they were heard. */
    static List<LabelledSample> balanced(List<LabelledSample> samples, int labels, int perLabel) {
        Map<String, Integer> counts = new TreeMap<>();
        samples.forEach(sample -> counts.merge(sample.label(), 1, Integer::sum));
        Set<String> frequent = counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(labels)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        Map<String, Integer> taken = new HashMap<>();
        List<LabelledSample> chosen = new ArrayList<>();
        for (LabelledSample sample : samples) {
            if (frequent.contains(sample.label()) && taken.merge(sample.label(), 1, Integer::sum) <= perLabel) {
                chosen.add(sample);
            }
        }
        return chosen;
    }
}
