package io.perennial.evaluator.harm;

import io.perennial.encoders.Checkpoints;
import io.perennial.encoders.Content;
import io.perennial.evaluator.statistics.Interval;
import io.perennial.evaluator.statistics.Seed;
import io.perennial.runtime.Build;
import io.perennial.schemas.blobs.BlobStore;
import io.perennial.schemas.blobs.Sha256;
import io.perennial.schemas.records.CuratedSample;
import io.perennial.schemas.records.DriftSignal;
import io.perennial.schemas.records.HarmReport;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.ServedCheckpoint;
import io.perennial.schemas.records.SourcePosition;
import io.perennial.schemas.topics.Topics;
import io.perennial.schemas.wire.AvroWire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a champion for its loss on samples from behind a drift and on samples from before it ("malignancy" of a shift: Rabanser, Guennemann
 * and Lipton, "Failing Loudly", 2019). Samples from before are compared with still earlier ones, too, as a control: what there looks like
 * harm came without a signal. Used by one thread.
 */
final class HarmJudge {
    private static final Logger log = LoggerFactory.getLogger(HarmJudge.class);
    private static final AvroWire<HarmReport> WIRE = AvroWire.of(HarmReport.class);

    private final SliceReader reader;
    private final Checkpoints checkpoints;
    private final BlobStore blobs;
    private final double margin;
    private final Clock clock;

    /** @param margin share of the loss by which it may rise without harm */
    HarmJudge(SliceReader reader, BlobStore blobs, double margin, Clock clock) {
        this.reader = reader;
        this.checkpoints = new Checkpoints(blobs);
        this.blobs = blobs;
        this.margin = margin;
        this.clock = clock;
    }

    /** Losses of the slices, sample by sample, or why there are none. */
    @SuppressWarnings("ArrayRecordComponent") // A carrier; never compared.
    private record Losses(double[] earlier, double[] before, double[] after, String obstacle) {
        static Losses none(String obstacle) {
            return new Losses(new double[0], new double[0], new double[0], obstacle);
        }
    }

    /**
     * Tests one champion. What cannot be tested is UNDECIDED.
     *
     * @param position where the signal stands
     * @return a sealed report
     * @throws KafkaException if the broker fails: that says nothing about the drift
     */
    HarmReport judge(DriftSignal signal, SourcePosition position, String model, ServedCheckpoint champion) {
        Instant begin = clock.instant();
        Losses losses = losses(signal, champion);
        long seed = Seed.of(champion.getCheckpointId(), position.getTopic(), String.valueOf(position.getOffset()));
        LossComparison drift = LossComparison.of(losses.before, losses.after, margin, seed);
        LossComparison control = LossComparison.of(losses.earlier, losses.before, margin, seed);
        Interval difference = drift.difference();
        Instant end = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return sealed(HarmReport.newBuilder()
                .setModel(model)
                .setCheckpointId(champion.getCheckpointId())
                .setModality(signal.getModality())
                .setSource(signal.getSource())
                .setDescriptor(signal.getDescriptor())
                .setOrigin(signal.getOrigin())
                .setSignal(position)
                .setRequest(signal.getRequest())
                .setVerdict(drift.verdict())
                .setControl(control.verdict())
                .setLossEarlier(mean(losses.earlier))
                .setLossBefore(mean(losses.before))
                .setLossAfter(mean(losses.after))
                .setDifference(difference.estimate())
                .setLower(difference.lower())
                .setUpper(difference.upper())
                .setThreshold(drift.threshold())
                .setPairs(drift.pairs())
                .setDetail(detail(losses, drift))
                .setSeed(seed)
                .setCodeVersion(Build.current().version())
                .setSeconds(Duration.between(begin, end).toNanos() / 1e9)
                .setEvaluatedAt(end)
                .build());
    }

    private Losses losses(DriftSignal signal, ServedCheckpoint champion) {
        try {
            Optional<Slices> slices = reader.read(signal);
            if (slices.isEmpty()) {
                return Losses.none(Topics.curated(signal.getModality())
                        + " holds too few samples of the source from before the change, or too far back");
            }
            Optional<double[]> after = losses(champion, slices.get().after());
            return after.isEmpty()
                    ? Losses.none("the objective of the model compares samples with each other, so one has no loss")
                    : new Losses(
                            losses(champion, slices.get().earlier()).orElseThrow(),
                            losses(champion, slices.get().before()).orElseThrow(),
                            after.get(),
                            "");
        } catch (KafkaException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            log.atWarn()
                    .setCause(e)
                    .addKeyValue("checkpoint", champion.getCheckpointId())
                    .log("a drift could not be tested for harm");
            return Losses.none(String.valueOf(e.getMessage()));
        }
    }

    private Optional<double[]> losses(ServedCheckpoint champion, List<CuratedSample> samples) throws IOException {
        List<Content> contents = new ArrayList<>();
        for (CuratedSample sample : samples) {
            contents.add(content(sample));
        }
        return checkpoints.losses(champion.getManifest(), contents);
    }

    private Content content(CuratedSample sample) throws IOException {
        if (sample.getModality() != Modality.IMAGES) {
            return new Content.Text(sample.getText());
        }
        if (sample.getBlob() != null) {
            return new Content.Image(blobs.get(sample.getBlob()));
        }
        ByteBuffer image = sample.getImage().duplicate();
        byte[] bytes = new byte[image.remaining()];
        image.get(bytes);
        return new Content.Image(bytes);
    }

    private static String detail(Losses losses, LossComparison drift) {
        return !losses.obstacle.isEmpty() || drift.pairs() >= LossComparison.LEAST_PAIRS
                ? losses.obstacle
                : drift.pairs() + " pairs of samples; at least " + LossComparison.LEAST_PAIRS + " decide";
    }

    private static double mean(double[] losses) {
        return Arrays.stream(losses).filter(Double::isFinite).average().orElse(Double.NaN);
    }

    /** The report with its id: the SHA-256 of its wire bytes without the id and without times, so that a replay finds the same. */
    private static HarmReport sealed(HarmReport report) {
        HarmReport timeless = HarmReport.newBuilder(report)
                .setSeconds(0)
                .setEvaluatedAt(Instant.EPOCH)
                .build();
        return HarmReport.newBuilder(report)
                .setReportId(Sha256.of(WIRE.encode(timeless)))
                .build();
    }
}
