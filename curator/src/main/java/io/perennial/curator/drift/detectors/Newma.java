package io.perennial.curator.drift.detectors;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * NEWMA: two fading means of random features, one that forgets fast and one that forgets slowly; they part where the stream changes
 * (Keriven, Garreau and Poli, "NEWMA: A New Method for Scalable Model-Free Online Change-Point Detection", 2020). Needs neither
 * reference nor window and judges every embedding. A promotion makes it begin anew and raises nothing. State is 16 bytes a feature.
 */
public final class Newma {
    /** Of the slow mean: after so many of its lengths little is left of the first embedding, which both means begin with. */
    private static final int LENGTHS_TO_WAIT = 3;

    /**
     * @param fast weight of the newest embedding in the mean that forgets fast
     * @param slow the same of the other; smaller
     * @param threshold of the distance of both means; see {@link #levelByChance()}
     */
    public record Settings(double fast, double slow, double threshold) {
        public Settings {
            Require.inside(fast, 0, 1, "fast");
            Require.inside(slow, 0, fast, "slow");
            Require.inside(threshold, 0, Double.POSITIVE_INFINITY, "threshold");
        }

        /**
         * The distance that chance alone leads to, root mean square, for independent embeddings: at most the root of the squared
         * differences of their weights. A threshold lies above it; calibrated on history where there is some, else twice as high.
         */
        public double levelByChance() {
            return levelByChance(fast, slow);
        }

        static double levelByChance(double fast, double slow) {
            return Math.sqrt(fast / (2 - fast) + slow / (2 - slow) - 2 * fast * slow / (fast + slow - fast * slow));
        }

        /** With a threshold twice as high as {@link #levelByChance()}. */
        public static Settings uncalibrated(double fast, double slow) {
            return new Settings(fast, slow, 2 * levelByChance(fast, slow));
        }
    }

    private final RandomFeatures randomFeatures;
    private final Settings settings;
    private final double[] fastMean;
    private final double[] slowMean;
    private final float[] projected;
    private @Nullable EncoderVersion encoder;
    private long count;
    private double statistic;

    public Newma(RandomFeatures randomFeatures, Settings settings) {
        this.randomFeatures = randomFeatures;
        this.settings = settings;
        fastMean = new double[randomFeatures.size()];
        slowMean = new double[randomFeatures.size()];
        projected = new float[randomFeatures.size()];
    }

    /**
     * Adds an embedding; one of a generation that was replaced is ignored.
     *
     * @return whether this is an alarm; the next embedding then begins a new stream
     * @throws IllegalArgumentException as {@link RandomFeatures#project}
     */
    public boolean add(EncoderVersion version, float[] embedding) {
        if (encoder != null && version.generation() < encoder.generation()) {
            return false;
        }
        randomFeatures.project(embedding, projected);
        if (encoder == null || version.generation() > encoder.generation() || statistic > settings.threshold) {
            encoder = version;
            count = 0;
            statistic = 0;
            Arrays.fill(fastMean, 0);
            Arrays.fill(slowMean, 0);
        }
        move();
        count++;
        if (count * settings.slow < LENGTHS_TO_WAIT) {
            return false;
        }
        statistic = distance();
        return statistic > settings.threshold;
    }

    private void move() {
        double fast = count == 0 ? 1 : settings.fast;
        double slow = count == 0 ? 1 : settings.slow;
        for (int i = 0; i < projected.length; i++) {
            fastMean[i] += fast * (projected[i] - fastMean[i]);
            slowMean[i] += slow * (projected[i] - slowMean[i]);
        }
    }

    private double distance() {
        double sum = 0;
        for (int i = 0; i < fastMean.length; i++) {
            double difference = fastMean[i] - slowMean[i];
            sum += difference * difference;
        }
        return Math.sqrt(sum / (fastMean.length / 2.0));
    }

    /** Distance of both means, from 0 to 2; 0 while there is too little to judge. Still there after an alarm. */
    public double statistic() {
        return statistic;
    }

    /** Settings, encoder if there is one, number of embeddings, statistic, both means. */
    public byte[] toBytes() {
        int ofEncoder = encoder == null ? 0 : encoder.bytes();
        ByteBuffer bytes = StateFormat.NEWMA
                .begin(bytes(fastMean.length) + ofEncoder)
                .putDouble(settings.fast)
                .putDouble(settings.slow)
                .putDouble(settings.threshold)
                .putLong(count)
                .putDouble(statistic)
                .put((byte) (encoder == null ? 0 : 1));
        if (encoder != null) {
            encoder.write(bytes);
        }
        for (int i = 0; i < fastMean.length; i++) {
            bytes.putDouble(fastMean[i]).putDouble(slowMean[i]);
        }
        return StateFormat.written(bytes);
    }

    /**
     * Reads what {@link #toBytes()} wrote.
     *
     * @param randomFeatures the same as of what was written
     * @throws IllegalArgumentException if the bytes are not such
     */
    public static Newma fromBytes(byte[] state, RandomFeatures randomFeatures) {
        StateFormat format = StateFormat.NEWMA;
        ByteBuffer bytes = format.open(state);
        format.requireAtLeast(bytes, bytes(randomFeatures.size()));
        Newma newma = new Newma(randomFeatures, new Settings(bytes.getDouble(), bytes.getDouble(), bytes.getDouble()));
        newma.count = bytes.getLong();
        newma.statistic = bytes.getDouble();
        newma.encoder = bytes.get() == 0 ? null : EncoderVersion.read(bytes, format);
        format.requireRemaining(bytes, 2L * Double.BYTES * randomFeatures.size());
        for (int i = 0; i < newma.fastMean.length; i++) {
            newma.fastMean[i] = bytes.getDouble();
            newma.slowMean[i] = bytes.getDouble();
        }
        return newma;
    }

    private static int bytes(int features) {
        return 4 * Double.BYTES + Long.BYTES + Byte.BYTES + 2 * Double.BYTES * features;
    }
}
