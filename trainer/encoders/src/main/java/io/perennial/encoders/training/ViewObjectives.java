package io.perennial.encoders.training;

import io.perennial.encoders.ModelConfiguration;
import io.perennial.encoders.Setting;
import io.perennial.encoders.network.BarlowTwinsLoss;
import io.perennial.encoders.network.ContrastiveLoss;
import io.perennial.encoders.network.DistillationNetwork;
import io.perennial.encoders.network.DistillationShape;
import io.perennial.encoders.network.JointEmbeddingNetwork;
import io.perennial.encoders.network.MomentumContrastNetwork;
import io.perennial.encoders.network.ParameterLayout;
import io.perennial.encoders.network.PerceptronShape;
import io.perennial.encoders.network.PredictionNetwork;
import io.perennial.encoders.network.StoredNumber;
import io.perennial.encoders.network.VicRegLoss;
import io.perennial.encoders.network.ViewNetwork;
import io.perennial.encoders.network.ViewShape;
import java.util.List;

/** The networks of the objectives over views, with the heads that their papers give them, in small. */
public final class ViewObjectives {
    private ViewObjectives() {}

    /** The network that trains a configuration. */
    public static ViewNetwork network(ModelConfiguration configuration) {
        ViewShape shape = shape(configuration);
        int pictures = configuration.batchSize();
        int width = configuration.integer(Setting.HEAD_OUTPUT);
        return switch (configuration.objective()) {
            case SIMCLR ->
                new JointEmbeddingNetwork(
                        shape, plan -> new ContrastiveLoss(plan, pictures, configuration.real(Setting.TEMPERATURE)));
            case MOCO ->
                new MomentumContrastNetwork(
                        shape,
                        configuration.integer(Setting.QUEUE),
                        configuration.text(Setting.QUEUE_TYPE).equals("bf16")
                                ? StoredNumber.BFLOAT16
                                : StoredNumber.FLOAT32,
                        configuration.real(Setting.TEMPERATURE),
                        configuration.real(Setting.MOMENTUM));
            case BYOL ->
                PredictionNetwork.withMomentum(shape, predictor(configuration), configuration.real(Setting.MOMENTUM));
            case SIMSIAM -> PredictionNetwork.siamese(shape, predictor(configuration));
            case VICREG -> new JointEmbeddingNetwork(shape, plan -> new VicRegLoss(plan, pictures, width));
            case BARLOW_TWINS -> new JointEmbeddingNetwork(shape, plan -> new BarlowTwinsLoss(plan, pictures, width));
            case DINO -> new DistillationNetwork(shape, distillation(configuration));
            default -> throw unknown(configuration);
        };
    }

    /** Where the parameters of such a model lie. */
    public static ParameterLayout layout(ModelConfiguration configuration) {
        ViewShape shape = shape(configuration);
        return switch (configuration.objective()) {
            case BYOL, SIMSIAM -> PredictionNetwork.layout(shape, predictor(configuration));
            case DINO -> DistillationNetwork.layout(shape, distillation(configuration));
            default -> JointEmbeddingNetwork.layout(shape);
        };
    }

    private static ViewShape shape(ModelConfiguration configuration) {
        return new ViewShape(
                Patches.shape(configuration),
                head(configuration),
                configuration.batchSize(),
                configuration.real(Setting.BETA2),
                Distillation.isWanted(configuration));
    }

    private static PerceptronShape head(ModelConfiguration configuration) {
        int width = configuration.integer(Setting.WIDTH);
        int hidden = configuration.integer(Setting.HEAD_HIDDEN);
        int output = configuration.integer(Setting.HEAD_OUTPUT);
        return switch (configuration.objective()) {
            case SIMCLR, MOCO -> PerceptronShape.plain(width, hidden, output);
            case BYOL -> new PerceptronShape(List.of(width, hidden, output), true, false);
            case SIMSIAM -> new PerceptronShape(List.of(width, hidden, hidden, output), true, true);
            case DINO -> PerceptronShape.plain(width, hidden, hidden, output);
            case VICREG, BARLOW_TWINS -> new PerceptronShape(List.of(width, hidden, hidden, output), true, false);
            default -> throw unknown(configuration);
        };
    }

    private static DistillationShape distillation(ModelConfiguration configuration) {
        return DistillationShape.usual(
                configuration.integer(Setting.PROTOTYPES),
                configuration.integer(Setting.SMALL_VIEWS),
                configuration.integer(Setting.SMALL_SIZE),
                configuration.real(Setting.MOMENTUM));
    }

    private static PerceptronShape predictor(ModelConfiguration configuration) {
        int output = configuration.integer(Setting.HEAD_OUTPUT);
        return new PerceptronShape(
                List.of(output, configuration.integer(Setting.PREDICTOR_HIDDEN), output), true, false);
    }

    private static IllegalArgumentException unknown(ModelConfiguration configuration) {
        return new IllegalArgumentException(
                "objective " + configuration.objective().label() + " compares no views");
    }
}
