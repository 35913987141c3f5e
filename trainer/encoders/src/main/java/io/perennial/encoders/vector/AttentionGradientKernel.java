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
        int at = weightsStart + head * length * length;
        if (shape.paddedLength() == length) {
            weights.get(at, room.weights, 0, length * length);
            return;
        }
        for (int row = 0; row < length; row++) {
            weights.get(at + row * length, room.weights, row * shape.paddedLength(), length);
        }
    }

    private void toValues(Room room, int head) {
        Tiles.product(
                room.weightsTransposed,
                room.contexts[head],
                room.valueGradients[head],
                shape.length(),
                shape.length(),
                shape.width());
    }

    /** Through the softmax: {@code weights * (gradient - sum(weights * gradient))}, row by row. */
    private void toScores(Room room, int head) {
        int columns = shape.paddedLength();
        Tiles.transpose(room.values[head], shape.length(), shape.width(), room.valuesTransposed);
        Tiles.product(
                room.contexts[head],
                room.valuesTransposed,
                room.scoreGradients,
                shape.length(),
                shape.width(),
                columns);
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
        int width = shape.width();
        Tiles.product(room.scoreGradients, room.keys[head], room.queryGradients[head], length, length, width);
        Tiles.product(room.scoresTransposed, room.queries[head], room.keyGradients[head], length, length, width);
    }

    /** Room of one thread: what is copied from native memory and back, and matrices within it, by head. */
    private static final class Room {
        private final float[] projected;
        private final float[] context;
        private final float[] projectedGradient;
        private final float[] weights;
        private final float[] scores;
        private final Tile[] queries;
        private final Tile[] keys;
        private final Tile[] values;
        private final Tile[] contexts;
        private final Tile[] queryGradients;
        private final Tile[] keyGradients;
        private final Tile[] valueGradients;
        private final Tile weightsTransposed;
        private final Tile valuesTransposed;
        private final Tile scoreGradients;
        private final Tile scoresTransposed;
        private final float[] sums = new float[Lanes.SUMS];

        Room(HeadShape shape) {
            int length = shape.paddedLength();
            int joint = shape.jointWidth();
            projected = shape.joint();
            queries = shape.tiles(projected, joint, 0);
            keys = shape.tiles(projected, joint, 1);
            values = shape.tiles(projected, joint, 2);
            context = shape.rows();
            contexts = shape.tiles(context, shape.rowWidth(), 0);
            projectedGradient = shape.joint();
            queryGradients = shape.tiles(projectedGradient, joint, 0);
            keyGradients = shape.tiles(projectedGradient, joint, 1);
            valueGradients = shape.tiles(projectedGradient, joint, 2);
            weights = new float[length * length];
            weightsTransposed = new Tile(weights, 0, length, 1).transposed();
            scores = new float[length * length];
            scoreGradients = new Tile(scores, 0, length, 1);
            scoresTransposed = scoreGradients.transposed();
            valuesTransposed = new Tile(new float[shape.width() * length], 0, length, 1);
        }
    }
}
