package io.perennial.evaluator.probe;

/**
 * Linear probe of frozen embeddings after facebookresearch/dinov2:dinov2/eval/log_regression.py: L2-regularised logistic
 * regression for a path of C from strong to weak regularisation, each started from the solution before it; C is picked by the log loss
 * on VALIDATION (ties: the smaller C), the head is fitted again on TRAIN and VALIDATION, and TEST is asked once. Features are
 * standardised with TRAIN statistics. Exact and without randomness.
 */
public final class LinearProbe {
    /** A path that only gets worse is not followed to its end. */
    private static final int RISES_THAT_END_THE_PATH = 3;

    private final double[] path;

    /** The routine path: 13 values of C from 1e-6 to 1e5, evenly spaced in their logarithm. */
    public LinearProbe() {
        this(13);
    }

    /** A path of so many values of C; 45 is the usual number for a release. */
    public LinearProbe(int values) {
        path = new double[values];
        for (int i = 0; i < values; i++) {
            path[i] = StrictMath.pow(10, -6 + 11.0 * i / (values - 1));
        }
    }

    /**
     * Runs the probe.
     *
     * @param classes number of classes; labels are below it
     */
    public ProbeResult evaluate(LabelledVectors train, LabelledVectors validation, LabelledVectors test, int classes) {
        Standardisation standardisation = new Standardisation(train.vectors());
        LogisticRegression regression = LogisticRegression.forProbe(classes, train.dimensions());
        double[][] trainFeatures = standardisation.apply(train.vectors());
        double[][] validationFeatures = standardisation.apply(validation.vectors());
        double[] weights = regression.zeros();
        double[] bestWeights = weights;
        double bestLoss = Double.POSITIVE_INFINITY;
        double bestC = path[0];
        double previousLoss = Double.POSITIVE_INFINITY;
        int rises = 0;
        for (double c : path) {
            weights = regression.fit(trainFeatures, train.labels(), c, weights);
            double loss = result(regression, validationFeatures, validation.labels(), weights)
                    .logLoss();
            if (loss < bestLoss) {
                bestLoss = loss;
                bestC = c;
                bestWeights = weights;
            }
            rises = loss > previousLoss ? rises + 1 : 0;
            previousLoss = loss;
            if (rises == RISES_THAT_END_THE_PATH) {
                break;
            }
        }
        LabelledVectors both = train.and(validation);
        double[] refitted = regression.fit(standardisation.apply(both.vectors()), both.labels(), bestC, bestWeights);
        return result(regression, standardisation.apply(test.vectors()), test.labels(), refitted);
    }

    private static ProbeResult result(
            LogisticRegression regression, double[][] features, int[] labels, double[] weights) {
        double[][] logProbabilities = regression.logProbabilities(features, weights);
        double[] correct = new double[labels.length];
        double[] logLosses = new double[labels.length];
        for (int i = 0; i < labels.length; i++) {
            logLosses[i] = -logProbabilities[i][labels[i]];
            correct[i] = largest(logProbabilities[i]) == labels[i] ? 1 : 0;
        }
        return new ProbeResult(correct, logLosses);
    }

    private static int largest(double[] values) {
        int largest = 0;
        for (int k = 1; k < values.length; k++) {
            if (values[k] > values[largest]) {
                largest = k;
            }
        }
        return largest;
    }
}
