package io.perennial.encoders.network;

import io.perennial.encoders.plan.BoundPlan;
import io.perennial.encoders.plan.Operation;
import io.perennial.encoders.plan.Operation.MatrixProduct;
import io.perennial.encoders.plan.Plan;
import io.perennial.encoders.plan.Program;
import io.perennial.encoders.plan.Tensor;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * DINO (Caron et al., 2021): a momentum encoder, the teacher, assigns the two large views of a picture to prototypes; the encoder has to
 * give every other view of the picture the same assignment, small views too. The teacher's scores are centred and sharpened against
 * collapse. The head has rectifiers where the paper has GELU; prototypes have length one, as with the paper's normalised last layer.
 */
public final class DistillationNetwork implements ViewNetwork {
    /** Running mean of the teacher's scores: part of a checkpoint. */
    static final String CENTRE = "centre";

    private static final String PROTOTYPES = "prototypes";
    private static final String MOVE_CENTRE = "centre.follow";
    private static final String SMALL_GRADIENTS = "small.gradients";

    private final ViewShape shape;
    private final DistillationShape distillation;
    private final Network network;
    private final MomentumEncoder teacher;
    private final Tower large;
    private final Tower small;
    private final @Nullable PreviousTower previous;
    private final long rows;

    public DistillationNetwork(ViewShape shape, DistillationShape distillation) {
        this.shape = shape;
        this.distillation = distillation;
        rows = (long) (VIEWS + distillation.smallViews()) * shape.pictures();
        ParameterLayout layout = layout(shape, distillation);
        ParameterLayout centre = new ParameterLayout.Builder()
                .zeros(CENTRE, (long) distillation.prototypes())
                .build();
        network = new Network(
                new Plan(), layout, new TreeMap<>(Map.of(MomentumEncoder.PARAMETERS, layout, CENTRE, centre)));
        teacher = new MomentumEncoder(plan(), layout, distillation.momentum());
        Tensor patches = shape.views(plan()).patches();
        large = Tower.trained(plan(), layout, "large", shape, VIEWS, patches);
        previous = shape.distils() ? new PreviousTower(network, shape, VIEWS, patches) : null;
        Views views = smallViews();
        ViewShape smallShape = new ViewShape(views.shape(), shape.head(), shape.pictures(), shape.beta2());
        ParameterLayout smallLayout = layout.over(Network.PARAMETERS, SMALL_GRADIENTS);
        small = Tower.trained(plan(), smallLayout, "small", smallShape, views.count(), views.patches());
        Program program = plan().program(Network.GRADIENTS);
        assign(program);
        learn(program);
        followCentre(plan().program(MOVE_CENTRE));
        Updater.append(network, shape.beta2());
    }

    public static ParameterLayout layout(ViewShape shape, DistillationShape distillation) {
        ParameterLayout.Builder builder = new ParameterLayout.Builder();
        Tower.declare(builder, shape);
        long width = shape.head().outputWidth();
        builder.normal(PROTOTYPES, 1, (long) distillation.prototypes(), width);
        PreviousTower.declare(builder, shape);
        return builder.build();
    }

    @Override
    public Network network() {
        return network;
    }

    @Override
    public List<Views> views() {
        return List.of(shape.views(plan()), smallViews());
    }

    /** Pairs of a teacher's view with another view of the same picture. */
    @Override
    public long scored() {
        return (long) shape.pictures() * VIEWS * (1 + distillation.smallViews());
    }

    @Override
    public Map<String, float[]> start(float[] parameters, long seed) {
        return Map.of(MomentumEncoder.PARAMETERS, parameters.clone(), CENTRE, new float[distillation.prototypes()]);
    }

    @Override
    public void prepare(BoundPlan bound) {
        large.prepare(bound);
        small.prepare(bound);
    }

    @Override
    public double lossSum(BoundPlan bound) {
        return Sums.of(bound, losses());
    }

    @Override
    public @Nullable PreviousEncoderLoss previous() {
        return previous == null ? null : previous.loss();
    }

    @Override
    public void updated(BoundPlan bound, long step) {
        bound.run(MOVE_CENTRE);
        teacher.follow(bound);
    }

    /** The teacher: scores of the large views, centred and sharpened, and from them what each view should be assigned. */
    private void assign(Program program) {
        long pictures = shape.pictures();
        long prototypes = distillation.prototypes();
        Tensor directions =
                plan().real("teacher.directions", VIEWS * pictures, shape.head().outputWidth());
        Tensor prototypeDirections = prototypeRows("teacher.prototypes");
        Tensor probabilities = plan().real("teacher.probabilities", VIEWS, pictures, prototypes);
        Tensor flat = probabilities.reshape(VIEWS * pictures, prototypes);
        Tensor projections = Tower.frozen(
                        plan(),
                        teacher.layout(),
                        "teacher",
                        shape,
                        VIEWS,
                        shape.views(plan()).patches())
                .forward(program);
        new RowNormalization(plan(), "teacher").forward(program, projections, directions);
        new RowNormalization(plan(), "teacher.prototypes")
                .forward(program, teacher.layout().parameter(plan(), PROTOTYPES), prototypeDirections);
        program.append(new MatrixProduct(directions, prototypeDirections, teacherScores(), false, true, 1, 0));
        program.subtract(teacherScores(), network.vector(CENTRE), flat);
        program.multiply(flat, 1 / distillation.teacherTemperature(), flat);
        program.append(new Operation.Softmax(probabilities, probabilities));
        Tensor targets = targets().reshape(VIEWS + distillation.smallViews(), pictures, prototypes);
        for (int view = 0; view < VIEWS; view++) {
            program.multiply(probabilities.slice(VIEWS - 1 - view), 1, targets.slice(view));
        }
        for (int view = VIEWS; view < VIEWS + distillation.smallViews(); view++) {
            program.add(probabilities.slice(0), probabilities.slice(1), targets.slice(view));
        }
    }

    /** The student: scores of all views, their loss against the targets, and the way back. */
    private void learn(Program program) {
        long largeRows = (long) VIEWS * shape.pictures();
        Tensor directions = plan().real("directions", rows, shape.head().outputWidth());
        Tensor gradient = plan().real("directions.gradient", rows, shape.head().outputWidth());
        Tensor prototypes = prototypeRows("prototypes.directions");
        Tensor scores = plan().real("scores", rows, distillation.prototypes());
        Tensor stacked = scores.reshape(1, rows, distillation.prototypes());
        RowNormalization largeDirection = new RowNormalization(plan(), "large");
        RowNormalization smallDirection = new RowNormalization(plan(), "small");
        RowNormalization prototypeDirection = new RowNormalization(plan(), PROTOTYPES);
        Tensor projections = large.forward(program);
        largeDirection.forward(program, projections, part(directions, 0, largeRows));
        smallDirection.forward(program, small.forward(program), part(directions, largeRows, rows));
        prototypeDirection.forward(program, network.layout().parameter(plan(), PROTOTYPES), prototypes);
        double scale = 1 / distillation.studentTemperature();
        program.append(new MatrixProduct(directions, prototypes, scores, false, true, scale, 0));
        program.append(new Operation.Softmax(stacked, stacked));
        program.append(new Operation.SoftCrossEntropy(scores, targets(), losses()));
        Tensor prototypeGradient = network.layout().gradient(plan(), PROTOTYPES);
        program.append(new MatrixProduct(scores, directions, prototypeGradient, true, false, scale, 0));
        prototypeDirection.backward(program, prototypes, prototypeGradient);
        program.append(new MatrixProduct(scores, prototypes, gradient, false, false, scale, 0));
        Tensor largeGradient = part(gradient, 0, largeRows);
        largeDirection.backward(program, part(directions, 0, largeRows), largeGradient);
        smallDirection.backward(program, part(directions, largeRows, rows), part(gradient, largeRows, rows));
        if (previous != null) {
            previous.append(program, projections, largeGradient);
        }
        large.backward(program, largeGradient);
        small.backward(program, part(gradient, largeRows, rows));
        Tensor smallGradients = network.layout().vector(plan(), SMALL_GRADIENTS);
        program.add(network.gradients(), smallGradients, network.gradients());
    }

    private void followCentre(Program program) {
        double share = 1 - distillation.centreMomentum();
        long teacherRows = (long) VIEWS * shape.pictures();
        program.append(new MatrixProduct(
                plan().constant(1, 1, teacherRows),
                teacherScores(),
                network.vector(CENTRE).reshape(1, distillation.prototypes()),
                false,
                false,
                share / teacherRows,
                distillation.centreMomentum()));
    }

    private Views smallViews() {
        ImageShape encoder = shape.encoder().withSide(distillation.smallSide());
        long patches = (long) distillation.smallViews() * shape.pictures() * encoder.patches();
        Tensor tensor = plan().real("small.patches", patches, encoder.patchWidth());
        return new Views(tensor, encoder, distillation.smallViews());
    }

    private Tensor teacherScores() {
        return plan().real("teacher.scores", (long) VIEWS * shape.pictures(), distillation.prototypes());
    }

    private Tensor targets() {
        return plan().real("targets", rows, distillation.prototypes());
    }

    private Tensor losses() {
        return plan().real("losses", rows);
    }

    private Tensor prototypeRows(String name) {
        return plan().real(name, distillation.prototypes(), shape.head().outputWidth());
    }

    private static Tensor part(Tensor all, long from, long to) {
        return Tensor.of(all.buffer(), all.offset() + from * all.size(1), to - from, all.size(1));
    }

    private Plan plan() {
        return network.plan();
    }
}
