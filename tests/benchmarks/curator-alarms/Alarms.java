import io.perennial.curator.drift.Adwin;
import io.perennial.curator.drift.calibration.AlarmBudget;
import io.perennial.curator.drift.calibration.BlockHistory;
import io.perennial.curator.drift.calibration.BlockStream;
import io.perennial.curator.drift.calibration.Calibration;
import io.perennial.curator.drift.calibration.DescriptorWatch;
import io.perennial.curator.drift.calibration.EDetector;
import io.perennial.curator.drift.calibration.KeptBlocks;
import io.perennial.curator.drift.calibration.ReplayCalibration;
import io.perennial.curator.drift.calibration.RestartingCusum;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.function.DoubleFunction;

/**
 * Tables of false alarms and delays. The streams are block means: Gaussian, mean 0, deviation 1, the correlation of neighbours is rho. Prints
 * one JSON line for each figure.
 */
public final class Alarms {
    private static final double[] RHO = {0, 0.3, 0.6, 0.9};
    private static final double[] SHIFTS = {0.25, 0.5, 1};
    /** Expected false alarms of a row, over all streams. */
    private static final double EXPECTED = 512;
    /** A change that is not found in so many blocks counts as found then. */
    private static final int LATEST = 5_000;
    private static final int BEFORE_CHANGE = 400;
    private static final double ADWIN_DELTA = 0.002;
    private static final int BLOCKS_IN_DAY = 1440;

    private final int streams;

    private Alarms(int streams) {
        this.streams = streams;
    }

    /** A detector that answers whether a block raises an alarm. */
    private interface Detector {
        boolean alarms(double block);
    }

    public static void main(String[] arguments) {
        Alarms tables = new Alarms(Integer.parseInt(arguments[0]));
        for (double rho : RHO) {
            tables.falseAlarms("replayed", rho, 500);
        }
        for (double rho : RHO) {
            tables.falseAlarms("extended", rho, 20_000);
        }
        for (double rho : RHO) {
            tables.falseAlarms("extended", rho, 80_000);
        }
        for (double rho : RHO) {
            for (double shift : SHIFTS) {
                tables.delay(rho, shift, 500);
            }
        }
        for (double rho : new double[] {0, 0.6}) {
            for (double share : new double[] {0.01, 0.05, 0.2}) {
                tables.newSource(rho, share);
            }
        }
        for (double rho : new double[] {0, 0.6}) {
            tables.season(rho);
        }
        for (double rho : RHO) {
            tables.eDetector(rho);
        }
    }

    private void falseAlarms(String method, double rho, double runLength) {
        int blocks = (int) Math.ceil(EXPECTED * runLength / streams);
        long ours = 0;
        long peers = 0;
        for (int seed = 0; seed < streams; seed++) {
            BlockStream stream = new BlockStream(seed, rho);
            Detector calibrated = calibrated(stream, runLength);
            Detector adwin = adwin(new Adwin(ADWIN_DELTA));
            for (int block = 0; block < blocks; block++) {
                double value = stream.next();
                ours += calibrated.alarms(value) ? 1 : 0;
                peers += adwin.alarms(value) ? 1 : 0;
            }
        }
        double expected = streams * blocks / runLength;
        print(
                "false-" + method + ".run-length-" + (int) runLength + ".rho-" + rho,
                ours / expected,
                peers / expected,
                "alarms for each promised one",
                "\"alarms\": " + ours);
    }

    private Detector calibrated(BlockStream stream, double runLength) {
        double[] history = new double[BlockHistory.KEPT];
        Arrays.setAll(history, block -> stream.next());
        return detector(history, runLength);
    }

    private static Detector detector(double[] history, double runLength) {
        Calibration calibration = ReplayCalibration.of(history, runLength);
        if (!calibration.promises()) {
            throw new IllegalStateException(calibration.reason());
        }
        RestartingCusum cusum = ReplayCalibration.replayed(history, calibration);
        return block -> cusum.add(block, calibration.deviation(), calibration.threshold()) != null;
    }

    private static Detector adwin(Adwin adwin) {
        return block -> adwin.add(block) != null;
    }

    private void delay(double rho, double shift, double runLength) {
        double[] delays = new double[streams];
        double[] peers = new double[streams];
        for (int seed = 0; seed < streams; seed++) {
            BlockStream stream = new BlockStream(1_000 + seed, rho);
            delays[seed] = blocksUntilFound(calibrated(stream, runLength), stream, shift);
            BlockStream again = new BlockStream(1_000 + seed, rho);
            for (int block = 0; block < BlockHistory.KEPT; block++) {
                again.next();
            }
            peers[seed] = blocksUntilFound(adwin(new Adwin(ADWIN_DELTA)), again, shift);
        }
        printDelay("delay.run-length-" + (int) runLength + ".rho-" + rho + ".shift-" + shift, delays, peers);
    }

    /** From the change to the first alarm behind it. */
    private static int blocksUntilFound(Detector detector, BlockStream stream, double shift) {
        for (int block = 0; block < BEFORE_CHANGE; block++) {
            detector.alarms(stream.next());
        }
        int block = 1;
        while (block < LATEST && !detector.alarms(stream.next() + shift)) {
            block++;
        }
        return block;
    }

    /**
     * Blocks of 256 items; a new source gets a share of them, and its items lie one deviation of an item higher. The mean of a source's blocks
     * wanders by half a deviation of an independent block.
     */
    private void newSource(double rho, double share) {
        double[] delays = new double[streams];
        double[] peers = new double[streams];
        for (int seed = 0; seed < streams; seed++) {
            delays[seed] = mixed(seed, rho, share, blocks -> detector(blocks, 500));
            peers[seed] = mixed(seed, rho, share, blocks -> adwin(new Adwin(ADWIN_DELTA)));
        }
        printDelay("new-source.share-" + share + ".rho-" + rho, delays, peers);
    }

    /** Builds a detector from a history. */
    private interface FromHistory {
        Detector of(double[] history);
    }

    private static int mixed(int seed, double rho, double share, FromHistory detectors) {
        Random random = new Random(2_000 + seed);
        BlockStream level = new BlockStream(3_000 + seed, rho);
        DoubleFunction<Double> block = mixture -> {
            double wandering = level.next() / 2 / 16;
            double sum = 16 * random.nextGaussian();
            for (int item = 0; mixture > 0 && item < 256; item++) {
                sum += random.nextDouble() < mixture ? 1 : 0;
            }
            return wandering + sum / 256;
        };
        double[] history = new double[BlockHistory.KEPT];
        Arrays.setAll(history, i -> block.apply(0));
        Detector detector = detectors.of(history);
        for (int i = 0; i < BEFORE_CHANGE; i++) {
            detector.alarms(block.apply(0));
        }
        int found = 1;
        while (found < LATEST && !detector.alarms(block.apply(share))) {
            found++;
        }
        return found;
    }

    /** A daily course of three deviations: six days to learn it, ten to raise nothing. Twelve detectors share one false alarm a day. */
    private void season(double rho) {
        long ours = 0;
        long peers = 0;
        double promised = 0;
        for (int seed = 0; seed < streams; seed++) {
            BlockStream stream = new BlockStream(4_000 + seed, rho);
            DescriptorWatch watch = new DescriptorWatch(null);
            Adwin adwin = new Adwin(ADWIN_DELTA);
            KeptBlocks history = new KeptBlocks();
            double before = 0;
            for (int block = 0; block < 16 * BLOCKS_IN_DAY; block++) {
                double value = stream.next() + 3 * Math.sin(2 * Math.PI * block / BLOCKS_IN_DAY);
                boolean learned = block >= 6 * BLOCKS_IN_DAY;
                before = learned ? before : watch.ledger().promised();
                boolean alarm = watch.add(60_000L * block, value, history, new AlarmBudget(1), 12) != null;
                ours += learned && alarm ? 1 : 0;
                peers += adwin.add(value) != null && learned ? 1 : 0;
            }
            promised += watch.ledger().promised() - before;
        }
        print(
                "false-season.rho-" + rho,
                ours / promised,
                peers / promised,
                "alarms for each promised one",
                "\"alarms\": " + ours);
    }

    /** Blocks between 0 and 1 around a half, with a deviation of 0.02; then a change by 0.1, 0.2. */
    private void eDetector(double rho) {
        int blocks = 20_000;
        double runLength = 500;
        long alarms = 0;
        double[] delays = new double[streams];
        for (int seed = 0; seed < streams; seed++) {
            BlockStream stream = new BlockStream(5_000 + seed, rho);
            EDetector detector = new EDetector(new EDetector.Bounds(0, 1));
            for (int block = 0; block < blocks; block++) {
                alarms += detector.add(0.5 + 0.02 * stream.next(), runLength) == null ? 0 : 1;
            }
            EDetector fresh = new EDetector(new EDetector.Bounds(0, 1));
            BlockStream changing = new BlockStream(6_000 + seed, rho);
            delays[seed] = blocksUntilFound(block -> fresh.add(0.5 + 0.02 * block, runLength) != null, changing, 7.5);
        }
        double expected = (double) streams * blocks / runLength;
        print("false-e-detector.run-length-500.rho-" + rho, alarms / expected, Double.NaN, "alarms for each promised one", "\"alarms\": " + alarms);
        printDelay("delay-e-detector.run-length-500.shift-0.15.rho-" + rho, delays, new double[0]);
    }

    private void printDelay(String figure, double[] ours, double[] peers) {
        print(figure, median(ours), median(peers), "blocks, median", "\"mean\": " + round(mean(ours)));
    }

    private void print(String figure, double ours, double peer, String unit, String more) {
        System.out.printf(
                Locale.ROOT,
                "{\"figure\": \"curator-alarms.%s\", \"ours\": %s, \"peer\": %s, \"unit\": \"%s\", \"ratio\": %s, \"runs\": %d, %s}%n",
                figure,
                round(ours),
                Double.isNaN(peer) ? "null" : round(peer),
                unit,
                Double.isNaN(peer) || ours == 0 ? "null" : round(peer / ours),
                streams,
                more);
    }

    private static String round(double value) {
        return String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.3f" : "%.1f", value);
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(Double.NaN);
    }

    private static double median(double[] values) {
        if (values.length == 0) {
            return Double.NaN;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}
