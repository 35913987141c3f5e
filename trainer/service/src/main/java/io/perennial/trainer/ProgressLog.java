package io.perennial.trainer;

import io.perennial.encoders.StepOutcome;
import io.perennial.encoders.StepResult;
import io.perennial.schemas.records.Checkpoint;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line every few seconds. */
final class ProgressLog implements TrainingListener {
    private static final Logger log = LoggerFactory.getLogger(ProgressLog.class);

    private static final int PICTURES_BETWEEN_LINES = 1000;

    private final long intervalNanos;
    private long loggedAt;
    private long waitedFor = -1;

    ProgressLog(Duration interval) {
        intervalNanos = interval.toNanos();
        loggedAt = System.nanoTime() - intervalNanos;
    }

    @Override
    public void waiting(String model, long samples, long needed) {
        if (samples != waitedFor && isDue()) {
            waitedFor = samples;
            log.atInfo()
                    .addKeyValue("model", model)
                    .addKeyValue("samples", samples)
                    .addKeyValue("needed", needed)
                    .log("waits for a window");
        }
    }

    @Override
    public void stepped(String model, long version, int step, int steps, StepResult result, double tokensPerSecond) {
        if (result.outcome() != StepOutcome.TAKEN) {
            log.atWarn()
                    .addKeyValue("model", model)
                    .addKeyValue("version", version)
                    .addKeyValue("step", step)
                    .addKeyValue("loss", result.loss())
                    .addKeyValue("gradientNorm", result.gradientNorm())
                    .log(
                            result.outcome() == StepOutcome.SKIPPED
                                    ? "skips a batch whose gradient is out of proportion"
                                    : "goes back to the last sound parameters, because the loss rose or skipping did not help");
        }
        if (step == steps || isDue()) {
            log.atInfo()
                    .addKeyValue("model", model)
                    .addKeyValue("version", version)
                    .addKeyValue("step", step)
                    .addKeyValue("steps", steps)
                    .addKeyValue("loss", result.loss())
                    .addKeyValue("tokensPerSecond", Math.round(tokensPerSecond))
                    .log("trains");
        }
    }

    @Override
    public void checkpointed(Checkpoint checkpoint) {
        log.atInfo()
                .addKeyValue("model", checkpoint.getModel())
                .addKeyValue("version", checkpoint.getVersion())
                .addKeyValue("checkpointId", checkpoint.getCheckpointId())
                .addKeyValue("lossFirst", checkpoint.getLossFirst())
                .addKeyValue("lossLast", checkpoint.getLossLast())
                .addKeyValue("seconds", checkpoint.getSeconds())
                .log("committed a checkpoint");
    }

    @Override
    public void paused(String model, boolean paused) {
        log.atInfo().addKeyValue("model", model).log(paused ? "is paused" : "goes on");
    }

    @Override
    public void leftOut(String model, String sampleId, String position, String reason) {
        log.atWarn()
                .addKeyValue("model", model)
                .addKeyValue("sample", sampleId)
                .addKeyValue("at", position)
                .addKeyValue("reason", reason)
                .log("leaves out a sample that the encoder cannot read; the window goes on with the next one");
    }

    /** The first one, and then now and then: there may be many. */
    @Override
    public void withoutCaption(String model, long pictures) {
        if (pictures % PICTURES_BETWEEN_LINES == 1) {
            log.atInfo()
                    .addKeyValue("model", model)
                    .addKeyValue("pictures", pictures)
                    .log(
                            "leaves out pictures without a caption, which its objective cannot learn from; the window goes on"
                                    + " with those that have one (publish captions with the header caption, or perennial-ingest"
                                    + " --captions)");
        }
    }

    private boolean isDue() {
        long now = System.nanoTime();
        if (now - loggedAt < intervalNanos) {
            return false;
        }
        loggedAt = now;
        return true;
    }
}
