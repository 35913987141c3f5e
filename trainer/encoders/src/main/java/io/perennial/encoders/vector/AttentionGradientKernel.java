package io.perennial.encoders.vector;

import io.perennial.encoders.plan.Operation.AttentionGradient;
import io.perennial.encoders.plan.Tensor;
import java.nio.FloatBuffer;
import java.util.function.Function;
import java.util.stream.IntStream;
import jdk.incubator.vector.FloatVector;

/** {@link AttentionGradient}, like {@link AttentionKernel} one sequence and one head after another. */
final class AttentionGradientKernel implements Runnable, Workers.Shared {
    private final HeadShape shape;
    private final float scale;
    private final FloatBuffer projected;
    private final FloatBuffer weights;
    private final FloatBuffer contextGradient;
    private final FloatBuffer projectedGradient;
    private final int projectedStart;
    private final int weightsStart;
    private final int contextStart;
    private final int gradientStart;
    private final Workers workers;
    private final Room[] rooms;

    AttentionGradientKernel(AttentionGradient attention, Function<Tensor, FloatBuffer> memory, Workers workers) {
        this.workers = workers;
        shape = HeadShape.of(attention.weights(), attention.projected());
        scale = (float) attention.scale();
        projected = memory.apply(attention.projected());
        weights = memory.apply(attention.weights());
        contextGradient = memory.apply(attention.contextGradient());
        projectedGradient = memory.apply(attention.projectedGradient());
        projectedStart = Math.toIntExact(attention.projected().offset());
        weightsStart = Math.toIntExact(attention.weights().offset());
        contextStart = Math.toIntExact(attention.contextGradient().offset());
        gradientStart = Math.toIntExact(attention.projectedGradient().offset());
        rooms = IntStream.range(0, workers.count())
                .mapToObj(worker -> new Room(shape))
                .toArray(Room[]::new);
    }

    @Override
    public void run() {
        workers.run(this, shape.sequences());
    }

    @Override
    public void run(int worker, int from, int to) {
        for (int sequence = from; sequence < to; sequence++) {
            goBack(rooms[worker], sequence);
        }
    }

    private void goBack(Room room, int sequence) {
        int joint = shape.length() * shape.jointWidth();
        int size = shape.length() * shape.rowWidth();
        projected.get(projectedStart + sequence * joint, room.projected, 0, joint);
        contextGradient.get(contextStart + sequence * size, room.context, 0, size);
        for (int head = 0; head < shape.heads(); head++) {
            readWeights(room, sequence * shape.heads() + head);
            toValues(room, head);
            toScores(room, head);
            toQueriesAndKeys(room, head);
        }
        projectedGradient.put(gradientStart + sequence * joint, room.projectedGradient, 0, joint);
    }

    private void readWeights(Room room, int head) {
        int length = shape.length();
        for (int row = 0; row < length; row++) {
            int at = weightsStart + (head * length + row) * length;
            weights.get(at, room.weights, row * shape.paddedLength(), length);
        }
    }

    private void toValues(Room room, int head) {
        int padded = shape.paddedWidth();
        Tiles.copy(
                room.context,
                shape.start(0, head),
                shape.rowWidth(),
                shape.length(),
                shape.width(),
                room.mixed,
                0,
                padded);
        Tiles.product(
                room.weights, 1, shape.paddedLength(), room.mixed, room.result, shape.rows(), shape.length(), padded);
        keep(room, shape.start(2, head));
    }

    /** Through the softmax: {@code weights * (gradient - sum(weights * gradient))}, row by row. */
    private void toScores(Room room, int head) {
        int columns = shape.paddedLength();
        Tiles.transpose(
                room.projected,
                shape.start(2, head),
                shape.jointWidth(),
                shape.length(),
                shape.width(),
                room.factor,
                columns);
        Tiles.product(
                room.mixed, shape.paddedWidth(), 1, room.factor, room.scores, shape.rows(), shape.width(), columns);
        for (int row = 0; row < shape.length(); row++) {
            int from = row * columns;
            float sum = Lanes.product(room.weights, from, room.scores, from, columns, room.sums);
            for (int i = from; i < from + columns; i += Lanes.COUNT) {
                FloatVector.fromArray(Lanes.SPECIES, room.scores, i)
                        .sub(sum)
                        .mul(FloatVector.fromArray(Lanes.SPECIES, room.weights, i))
                        .mul(scale)
                        .intoArray(room.scores, i);
            }
        }
    }

    private void toQueriesAndKeys(Room room, int head) {
        int length = shape.length();
        int columns = shape.paddedLength();
        int padded = shape.paddedWidth();
        copy(room, shape.start(1, head));
        Tiles.product(room.scores, columns, 1, room.factor, room.result, shape.rows(), length, padded);
        keep(room, shape.start(0, head));
        copy(room, shape.start(0, head));
        Tiles.product(room.scores, 1, columns, room.factor, room.result, shape.rows(), length, padded);
        keep(room, shape.start(1, head));
    }

    private void copy(Room room, int from) {
        Tiles.copy(
                room.projected,
                from,
                shape.jointWidth(),
                shape.length(),
                shape.width(),
                room.factor,
                0,
                shape.paddedWidth());
    }

    private void keep(Room room, int to) {
        Tiles.copy(
                room.result,
                0,
                shape.paddedWidth(),
                shape.length(),
                shape.width(),
                room.projectedGradient,
                to,
                shape.jointWidth());
    }

    /** Room of one thread. */
    private static final class Room {
        private final float[] projected;
        private final float[] context;
        private final float[] projectedGradient;
        private final float[] weights;
        private final float[] scores;
        private final float[] mixed;
        private final float[] factor;
        private final float[] result;
        private final float[] sums = new float[Lanes.SUMS];

        Room(HeadShape shape) {
            int length = shape.paddedLength();
            int tile = length * shape.paddedWidth();
            projected = new float[shape.length() * shape.jointWidth()];
            context = new float[shape.length() * shape.rowWidth()];
            projectedGradient = new float[shape.length() * shape.jointWidth()];
            weights = new float[length * length];
            scores = new float[length * length];
            mixed = new float[tile];
            factor = new float[tile];
            result = new float[tile];
        }
    }
}
