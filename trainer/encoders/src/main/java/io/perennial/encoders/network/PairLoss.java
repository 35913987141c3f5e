package io.perennial.encoders.network;

import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.plan.Operation;
import io.perennial.encoders.plan.Operation.MatrixProduct;
import io.perennial.encoders.plan.Plan;
import io.perennial.encoders.plan.Program;
import io.perennial.encoders.plan.Tensor;

/**
 * The loss of CLIP (Radford et al., 2021), InfoNCE in both directions: each picture has to find its text among all texts of the batch,
 * and each text its picture, by cosines times a learned scale. All other pairs are taken for strangers, whatever they say.
 */
final class PairLoss {
    private static final int DIRECTIONS = 2;

    private final Plan plan;
    private final int pairs;
    private final RowNormalization pictureDirection;
    private final RowNormalization textDirection;

    PairLoss(Plan plan, int pairs) {
        this.plan = plan;
        this.pairs = pairs;
        pictureDirection = new RowNormalization(plan, "picture.direction");
        textDirection = new RowNormalization(plan, "text.direction");
    }

    /**
     * Gradients of the sum of the losses, in buffers that may be used up.
     *
     * @param pictures with respect to the projections of the pictures (pairs, width)
     * @param texts with respect to those of the texts (pairs, width)
     */
    record Gradients(Tensor pictures, Tensor texts) {}

    /**
     * Appends the loss and its way back.
     *
     * @param pictures projections (pairs, width)
     * @param texts projections (pairs, width), in the order of their pictures
     * @param logScale one number: logarithm of what cosines are multiplied with
     * @param logScaleGradient its gradient
     */
    Gradients append(Program program, Tensor pictures, Tensor texts, Tensor logScale, Tensor logScaleGradient) {
        long width = pictures.size(1);
        Tensor pictureRows = plan.real("picture.directions", pairs, width);
        Tensor textRows = plan.real("text.directions", pairs, width);
        Tensor scale = plan.real("logit.scale.factor", 1);
        Tensor similarities = square("similarities");
        pictureDirection.forward(program, pictures, pictureRows);
        textDirection.forward(program, texts, textRows);
        program.append(new Operation.Exponential(logScale, scale));
        program.append(new MatrixProduct(pictureRows, textRows, half(cosines(), 0), false, true, 1, 0));
        program.append(new MatrixProduct(textRows, pictureRows, half(cosines(), 1), false, true, 1, 0));
        program.multiply(cosines(), scale, similarities);
        Tensor stacked = similarities.reshape(1, (long) DIRECTIONS * pairs, pairs);
        program.append(new Operation.Softmax(stacked, stacked));
        program.append(new Operation.CrossEntropy(similarities, partners(), losses()));
        scaleBackward(program, similarities, scale, logScaleGradient);
        return backward(program, similarities, pictureRows, textRows, scale);
    }

    /** Writes what the plan needs once, after binding. */
    void prepare(BoundPlan bound) {
        int[] partners = new int[DIRECTIONS * pairs];
        for (int row = 0; row < partners.length; row++) {
            partners[row] = row % pairs;
        }
        bound.write(partners(), partners);
    }

    /** Sum of the losses of the step that ran last. */
    double sum(BoundPlan bound) {
        return Sums.of(bound, losses());
    }

    /** What the sums of losses and gradients are divided by: both directions of each pair. */
    long scored() {
        return (long) DIRECTIONS * pairs;
    }

    /** d/d(log scale) = scale * sum(gradient * cosine). The cosines are used up. */
    private void scaleBackward(Program program, Tensor gradient, Tensor scale, Tensor logScaleGradient) {
        Tensor sums = plan.real("logit.scale.sums", scored(), 1);
        program.multiply(cosines(), gradient, cosines());
        program.product(cosines(), plan.constant(1, pairs, 1), sums);
        program.sumRows(sums, logScaleGradient);
        program.multiply(logScaleGradient, scale, logScaleGradient);
    }

    private Gradients backward(Program program, Tensor gradient, Tensor pictureRows, Tensor textRows, Tensor scale) {
        Tensor pictures = plan.real("picture.directions.gradient", pairs, pictureRows.size(1));
        Tensor texts = plan.real("text.directions.gradient", pairs, textRows.size(1));
        program.product(half(gradient, 0), textRows, pictures);
        program.append(new MatrixProduct(half(gradient, 1), textRows, pictures, true, false, 1, 1));
        program.append(new MatrixProduct(half(gradient, 0), pictureRows, texts, true, false, 1, 0));
        program.append(new MatrixProduct(half(gradient, 1), pictureRows, texts, false, false, 1, 1));
        program.multiply(pictures, scale, pictures);
        program.multiply(texts, scale, texts);
        pictureDirection.backward(program, pictureRows, pictures);
        textDirection.backward(program, textRows, texts);
        return new Gradients(pictures, texts);
    }

    /** One row for each picture over all texts, then one for each text over all pictures. */
    private Tensor square(String name) {
        return plan.real(name, (long) DIRECTIONS * pairs, pairs);
    }

    private Tensor half(Tensor square, int direction) {
        return square.reshape(DIRECTIONS, pairs, pairs).slice(direction);
    }

    private Tensor cosines() {
        return square("cosines");
    }

    private Tensor partners() {
        return plan.integer("partners", scored());
    }

    private Tensor losses() {
        return plan.real("losses", scored());
    }
}
