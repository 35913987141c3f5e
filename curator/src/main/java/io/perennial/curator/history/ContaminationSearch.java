package io.perennial.curator.history;

import io.perennial.curator.assessment.Assessor;
import io.perennial.curator.assessment.Assessors;
import io.perennial.curator.decontamination.Contamination;
import io.perennial.curator.decontamination.GoldSetVersion;
import io.perennial.curator.history.ContaminationReport.Overlap;
import io.perennial.curator.history.ContaminationReport.TrainedVersion;
import io.perennial.curator.minhash.SignedText;
import io.perennial.curator.minhash.TextSigner;
import io.perennial.curator.parsing.PayloadReader;
import io.perennial.curator.parsing.PoisonException;
import io.perennial.curator.pdq.PdqHash;
import io.perennial.curator.rules.RuleSet;
import io.perennial.runtime.ServiceException;
import io.perennial.runtime.kafka.TopicTail;
import io.perennial.schemas.blobs.BlobStore;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.CuratedSample;
import io.perennial.schemas.records.GoldSet;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.OffsetRange;
import io.perennial.schemas.records.SourcePosition;
import io.perennial.schemas.topics.Topics;
import io.perennial.schemas.wire.AvroWire;
import io.perennial.schemas.wire.UndecodableRecordException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds what was admitted before a gold set came: reads the curated topic of its modality once and compares each sample as the curator
 * does with new ones. Holds the gold set, the windows of all checkpoints, and as many samples as are to be listed.
 */
public final class ContaminationSearch {
    private static final AvroWire<GoldSet> GOLD_SET = AvroWire.of(GoldSet.class);
    private static final AvroWire<CuratedSample> SAMPLE = AvroWire.of(CuratedSample.class);
    private static final AvroWire<Checkpoint> CHECKPOINT = AvroWire.of(Checkpoint.class);

    private final PastRecords past;
    private final BlobStore blobs;
    private final Map<Modality, RuleSet> rules;
    private final ScanProgress progress;

    public ContaminationSearch(PastRecords past, BlobStore blobs, Map<Modality, RuleSet> rules, ScanProgress progress) {
        this.past = past;
        this.blobs = blobs;
        this.rules = Map.copyOf(rules);
        this.progress = progress;
    }

    /**
     * Compares all curated samples with the version of a gold set that {@code evaluation.gold} has now.
     *
     * @param listed how many overlaps are listed; all are counted
     * @throws ServiceException of kind data if there is no such gold set, or it cannot be read
     */
    public ContaminationReport search(String name, int listed) {
        GoldSet set = goldSet(name);
        RuleSet present = rules.get(set.getModality());
        if (present == null) {
            throw ServiceException.data(
                    "gold set '" + name + "' is for " + set.getModality() + ", which is not curated", null);
        }
        Assessor assessor = Assessors.of(present, new PayloadReader(blobs));
        GoldSetVersion gold = GoldSetVersion.read(set, blobs, present, assessor);
        String topic = Topics.curated(set.getModality());
        List<Window> windows = windows(topic);
        List<OffsetRange> ranges = past.all(topic);
        long total = ranges.stream()
                .mapToLong(range -> range.getToOffset() - range.getFromOffset())
                .sum();
        TextSigner signer = new TextSigner();
        SortedMap<String, Long> found = new TreeMap<>();
        SortedMap<TrainedVersion, Long> trained = new TreeMap<>();
        List<Overlap> overlaps = new ArrayList<>();
        long[] samples = {0};
        past.read(ranges, record -> {
            CuratedSample sample = TopicTail.decode(SAMPLE, record);
            progress.at("reading " + topic, ++samples[0], total);
            SourcePosition position = new SourcePosition(topic, record.partition(), record.offset());
            Contamination contamination = gold.find(
                    sample.getContentSha256(),
                    new SignedText(signer, sample.getText()),
                    pictureHash(assessor, sample, position));
            if (contamination == null) {
                return;
            }
            List<TrainedVersion> versions = windows.stream()
                    .filter(window -> window.holds(record.partition(), record.offset()))
                    .map(Window::version)
                    .toList();
            found.merge(contamination.rule(), 1L, Long::sum);
            versions.forEach(version -> trained.merge(version, 1L, Long::sum));
            if (overlaps.size() < listed) {
                overlaps.add(new Overlap(
                        sample.getSampleId(),
                        sample.getSource(),
                        position,
                        sample.getOrigin(),
                        contamination,
                        versions));
            }
        });
        return new ContaminationReport(set, samples[0], found, trained, overlaps);
    }

    private static @Nullable PdqHash pictureHash(Assessor assessor, CuratedSample sample, SourcePosition position) {
        try {
            return assessor.pictureHash(sample);
        } catch (PoisonException e) {
            throw ServiceException.data(
                    position.getTopic() + "-" + position.getPartition() + "@" + position.getOffset()
                            + ": picture of sample " + sample.getSampleId() + " cannot be compared: " + e.getMessage()
                            + "; restore its blob, then search again",
                    e);
        }
    }

    private GoldSet goldSet(String name) {
        Map<String, byte[]> sets = new TreeMap<>(GoldTopic.read(past));
        byte[] value = sets.get(name);
        if (value == null) {
            throw ServiceException.data(
                    "gold set '" + name + "' is not on " + Topics.EVALUATION_GOLD + "; there are " + sets.keySet(),
                    null);
        }
        try {
            return GOLD_SET.decode(value);
        } catch (UndecodableRecordException e) {
            throw ServiceException.data(
                    "evaluation.gold: record of key '" + name + "' is not readable: " + e.getMessage()
                            + "; publish the gold set again",
                    e);
        }
    }

    private List<Window> windows(String topic) {
        List<Window> windows = new ArrayList<>();
        past.read(past.all(Topics.TRAINING_CHECKPOINTS), record -> {
            Checkpoint checkpoint = TopicTail.decode(CHECKPOINT, record);
            TrainedVersion version =
                    new TrainedVersion(checkpoint.getModel(), checkpoint.getVersion(), checkpoint.getCheckpointId());
            for (OffsetRange range : checkpoint.getWindows()) {
                if (range.getTopic().equals(topic)) {
                    windows.add(new Window(version, range));
                }
            }
        });
        return windows;
    }

    private record Window(TrainedVersion version, OffsetRange range) {
        boolean holds(int partition, long offset) {
            return range.getPartition() == partition && range.getFromOffset() <= offset && offset < range.getToOffset();
        }
    }
}
