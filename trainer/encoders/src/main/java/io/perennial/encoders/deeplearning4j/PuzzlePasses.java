package io.perennial.encoders.deeplearning4j;

import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.network.ClassificationNetwork;
import io.perennial.encoders.network.Network;
import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.training.PuzzleTask;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Puzzles: features are the patches of changed pictures, labels (pictures, 1) how each was changed. */
final class PuzzlePasses extends ImagePasses {
    private final ClassificationNetwork puzzle;
    private final long pictures;

    PuzzlePasses(ModelConfiguration model) {
        super(model);
        puzzle = PuzzleTask.network(model);
        pictures = puzzle.labels().elements();
    }

    @Override
    boolean fits(INDArray features, INDArray labels) {
        long patches = puzzle.patches().size(0) / pictures;
        requireShape(features, "patches", pictures, patches, puzzle.patches().size(1));
        requireShape(labels, "labels", pictures, 1);
        return true;
    }

    @Override
    Network network() {
        return puzzle.network();
    }

    @Override
    void prepare(BoundPlan bound) {
        puzzle.prepare(bound);
    }

    @Override
    long load(BoundPlan bound, INDArray features, INDArray labels) {
        float[] values = reals(labels);
        int[] classes = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            classes[i] = requireClass(values[i]);
        }
        bound.write(puzzle.patches(), reals(features));
        bound.write(puzzle.labels(), classes);
        return classes.length;
    }

    @Override
    double lossSum(BoundPlan bound) {
        return puzzle.lossSum(bound);
    }

    private int requireClass(float value) {
        int label = (int) value;
        if (label != value || label < 0 || label >= puzzle.classes()) {
            throw new IllegalArgumentException(
                    "label was " + value + "; it must be a whole number from 0 to " + (puzzle.classes() - 1));
        }
        return label;
    }
}
