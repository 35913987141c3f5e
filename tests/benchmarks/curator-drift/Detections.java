import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.curator.drift.Adwin;
import io.perennial.curator.drift.StreamDetector;
import io.perennial.curator.drift.detectors.BinCounts;
import io.perennial.curator.drift.detectors.Ddm;
import io.perennial.curator.drift.detectors.EmbeddingMoments;
import io.perennial.curator.drift.detectors.EncoderVersion;
import io.perennial.curator.drift.detectors.FeatureSums;
import io.perennial.curator.drift.detectors.HddmA;
import io.perennial.curator.drift.detectors.HddmW;
import io.perennial.curator.drift.detectors.HoeffdingSettings;
import io.perennial.curator.drift.detectors.Kswin;
import io.perennial.curator.drift.detectors.Newma;
import io.perennial.curator.drift.detectors.PageHinkley;
import io.perennial.curator.drift.detectors.QuantileBins;
import io.perennial.curator.drift.detectors.QuantileSketch;
import io.perennial.curator.drift.detectors.RandomFeatures;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * One detector over one stream, one pass with a new detector for each line on standard input; the counterpart of {@code peer.py}.
 * Arguments: name of the detector, stream, file for the alarms.
 */
public final class Detections {
    private static final int DIMENSION = 256;
    private static final int FEATURES = 256;
    private static final int EMBEDDINGS = 20_000;
    private static final int DIFFERENT_EMBEDDINGS = 500;

    /** One pass over the stream; gives the indices of the alarms. */
    private interface Pass {
        List<Integer> alarms();
    }

    public static void main(String[] arguments) throws IOException {
        ObjectMapper json = new ObjectMapper();
        double[] stream = json.readValue(Path.of(arguments[1]).toFile(), double[].class);
        Pass pass = pass(arguments[0], stream);
        json.writeValue(Path.of(arguments[2]).toFile(), pass.alarms());
        System.out.println("ready");
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (input.readLine() != null) {
            long start = System.nanoTime();
            pass.alarms();
            System.out.println((System.nanoTime() - start) / 1e9);
        }
    }

    private static Pass pass(String name, double[] stream) {
        return switch (name) {
            case "adwin" -> () -> alarms(new Adwin(0.002), stream);
            case "page-hinkley" -> () -> alarms(
                    new PageHinkley(PageHinkley.Settings.usual(
                            PageHinkley.Family.ABOVE_LOWEST, PageHinkley.Side.UP)),
                    stream);
            case "kswin" -> () -> alarms(new Kswin(Kswin.Settings.usual(1)), stream);
            case "ddm" -> () -> alarms(new Ddm(Ddm.Settings.usual()), stream);
            case "hddm-a" -> () -> alarms(new HddmA(HoeffdingSettings.usual(true)), stream);
            case "hddm-w" -> () -> alarms(
                    new HddmW(HoeffdingSettings.usual(true), HddmW.USUAL_WEIGHT), stream);
            case "bins" -> () -> bins(stream);
            case "sketch" -> () -> sketch(stream);
            default -> embeddings(name);
        };
    }

    private static List<Integer> alarms(StreamDetector detector, double[] stream) {
        List<Integer> alarms = new ArrayList<>();
        for (int i = 0; i < stream.length; i++) {
            if (detector.add(stream[i]) != null) {
                alarms.add(i);
            }
        }
        return alarms;
    }

    private static List<Integer> bins(double[] stream) {
        QuantileBins bins = QuantileBins.of(Arrays.copyOf(stream, 1_000), 10);
        BinCounts counts = new BinCounts(bins.size());
        for (double value : stream) {
            counts.add(bins.bin(value));
        }
        return List.of((int) counts.total());
    }

    private static List<Integer> sketch(double[] stream) {
        QuantileSketch sketch = new QuantileSketch(QuantileSketch.USUAL_K, 1);
        for (double value : stream) {
            sketch.add(value);
        }
        return List.of((int) sketch.count());
    }

    private static Pass embeddings(String name) {
        Random random = new Random(1);
        float[][] vectors = new float[DIFFERENT_EMBEDDINGS][DIMENSION];
        for (float[] vector : vectors) {
            for (int i = 0; i < DIMENSION; i++) {
                vector[i] = (float) random.nextGaussian();
            }
        }
        RandomFeatures features = new RandomFeatures(DIMENSION, FEATURES, Math.sqrt(DIMENSION), 1);
        return switch (name) {
            case "centroid" -> () -> centroid(vectors);
            case "random-features" -> () -> randomFeatures(features, vectors);
            case "newma" -> () -> newma(features, vectors);
            default -> throw new IllegalArgumentException("no detector " + name);
        };
    }

    private static List<Integer> centroid(float[][] vectors) {
        EmbeddingMoments moments = new EmbeddingMoments(DIMENSION);
        for (int i = 0; i < EMBEDDINGS; i++) {
            moments.add(vectors[i % vectors.length]);
        }
        return List.of((int) moments.count());
    }

    private static List<Integer> randomFeatures(RandomFeatures features, float[][] vectors) {
        FeatureSums sums = new FeatureSums(FEATURES);
        float[] projected = new float[FEATURES];
        for (int i = 0; i < EMBEDDINGS; i++) {
            features.project(vectors[i % vectors.length], projected);
            sums.add(projected);
        }
        return List.of((int) sums.count());
    }

    private static List<Integer> newma(RandomFeatures features, float[][] vectors) {
        Newma detector = new Newma(features, Newma.Settings.uncalibrated(0.05, 0.01));
        EncoderVersion encoder = new EncoderVersion("benchmark", 1);
        List<Integer> alarms = new ArrayList<>();
        for (int i = 0; i < EMBEDDINGS; i++) {
            if (detector.add(encoder, vectors[i % vectors.length])) {
                alarms.add(i);
            }
        }
        return alarms;
    }
}
