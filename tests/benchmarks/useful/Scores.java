import io.perennial.encoders.Content;
import io.perennial.evaluator.probe.KnnProbe;
import io.perennial.evaluator.probe.LabelledVectors;
import io.perennial.evaluator.probe.LinearProbe;
import io.perennial.evaluator.probe.ProbeResult;
import io.perennial.evaluator.statistics.Interval;
import io.perennial.evaluator.statistics.PairedBootstrap;
import java.util.List;
import java.util.function.Function;

/**
 * What the evaluator's probes make of features: accuracies with 95 % intervals (stratified bootstrap).
 *
 * @param linear of the linear probe
 * @param nearest of the nearest neighbours
 */
record Scores(Interval linear, Interval nearest) {
    private static final int RESAMPLES = 2000;

    /** Error rate of each of the two bounds. */
    private static final double BEYOND_A_BOUND = 0.025;

    static Scores of(Material material, Function<List<Content>, float[][]> features) {
        LabelledVectors train = vectors(material.train(), features);
        LabelledVectors validation = vectors(material.validation(), features);
        LabelledVectors test = vectors(material.test(), features);
        return new Scores(
                interval(new LinearProbe().evaluate(train, validation, test, material.classes()), test.labels()),
                interval(new KnnProbe().evaluate(train.and(validation), test, material.classes()), test.labels()));
    }

    /** True where both accuracies are better, and no intervals overlap. */
    boolean beats(Scores other) {
        return linear.lower() > other.linear.upper() && nearest.lower() > other.nearest.upper();
    }

    /** Of each accuracy the greater one. */
    Scores orBetter(Scores other) {
        return new Scores(greater(linear, other.linear), greater(nearest, other.nearest));
    }

    private static Interval greater(Interval one, Interval other) {
        return one.estimate() >= other.estimate() ? one : other;
    }

    private static LabelledVectors vectors(
            Material.Part part, Function<List<Content>, float[][]> features) {
        return new LabelledVectors(features.apply(part.contents()), part.labels());
    }

    private static Interval interval(ProbeResult result, int[] labels) {
        return new PairedBootstrap(RESAMPLES, 1).mean(result.correct(), labels, BEYOND_A_BOUND);
    }
}
