package io.perennial.encoders.vector;

import io.perennial.encoders.plan.Operation.Attention;
import io.perennial.encoders.plan.Tensor;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.IntStream;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.jspecify.annotations.Nullable;

/** {@link Attention}: one sequence after another is copied to the heap, and each of its heads goes through tiles in the cache. */
final class AttentionKernel implements Runnable, Workers.Shared {
    private final HeadShape shape;
    private final float scale;
    private final FloatBuffer projected;
    private final FloatBuffer weights;
    private final FloatBuffer context;
    private final @Nullable FloatBuffer mask;
    private final int projectedStart;
    private final int weightsStart;
    private final int contextStart;
    private final int maskStart;
    private final int maskOfSequence;
    private final int maskRows;
    private final Workers workers;
    private final Room[] rooms;

    AttentionKernel(Attention attention, Function<Tensor, FloatBuffer> memory, Workers workers) {
        this.workers = workers;
        shape = HeadShape.of(attention.weights(), attention.projected());
        scale = (float) attention.scale();
        projected = memory.apply(attention.projected());
        weights = memory.apply(attention.weights());
        context = memory.apply(attention.context());
        projectedStart = Math.toIntExact(attention.projected().offset());
        weightsStart = Math.toIntExact(attention.weights().offset());
        contextStart = Math.toIntExact(attention.context().offset());
        Tensor added = attention.mask();
        mask = added == null ? null : memory.apply(added);
        maskStart = added == null ? 0 : Math.toIntExact(added.offset());
        maskRows = added == null ? 1 : Math.toIntExact(added.size(2));
        maskOfSequence = added == null || added.size(0) == 1 ? 0 : maskRows * shape.length();
        rooms = IntStream.range(0, workers.count())
                .mapToObj(worker -> new Room(shape, maskRows))
                .toArray(Room[]::new);
    }

    @Override
    public void run() {
        workers.run(this, shape.sequences());
    }

    @Override
    public void run(int worker, int from, int to) {
        for (int sequence = from; sequence < to; sequence++) {
            attend(rooms[worker], sequence);
        }
    }

    private void attend(Room room, int sequence) {
        int length = shape.length();
        int joint = length * shape.jointWidth();
        projected.get(projectedStart + sequence * joint, room.projected, 0, joint);
        if (mask != null) {
            for (int row = 0; row < maskRows; row++) {
                int at = maskStart + sequence * maskOfSequence + row * length;
                mask.get(at, room.mask, row * shape.paddedLength(), length);
            }
        }
        for (int head = 0; head < shape.heads(); head++) {
            score(room, head);
            for (int row = 0; row < length; row++) {
                softmax(room, row);
            }
            keepWeights(room, sequence * shape.heads() + head);
            mix(room, head);
        }
        int size = length * shape.rowWidth();
        context.put(contextStart + sequence * size, room.context, 0, size);
    }

    /** Products of queries and keys. */
    private void score(Room room, int head) {
        Tiles.transpose(room.keys[head], shape.length(), shape.width(), room.keysTransposed);
        Tiles.product(
                room.queries[head],
                room.keysTransposed,
                room.scores,
                shape.length(),
                shape.width(),
                shape.paddedLength());
    }

    private void softmax(Room room, int row) {
        float[] values = room.weights;
        int columns = shape.paddedLength();
        int from = row * columns;
        int added = maskRows == 1 ? 0 : from;
        FloatVector largest = FloatVector.broadcast(Lanes.SPECIES, Float.NEGATIVE_INFINITY);
        FloatVector factor = FloatVector.broadcast(Lanes.SPECIES, scale);
        for (int i = 0; i < columns; i += Lanes.COUNT) {
            FloatVector score = FloatVector.fromArray(Lanes.SPECIES, values, from + i)
                    .fma(factor, FloatVector.fromArray(Lanes.SPECIES, room.mask, added + i));
            score.intoArray(values, from + i);
            largest = largest.max(score);
        }
        float shift = largest.reduceLanes(VectorOperators.MAX);
        for (int i = 0; i < columns; i += Lanes.COUNT) {
            Lanes.exp(FloatVector.fromArray(Lanes.SPECIES, values, from + i).sub(shift))
                    .intoArray(values, from + i);
        }
        float share = 1 / Lanes.sum(values, from, columns, room.sums);
        for (int i = 0; i < columns; i += Lanes.COUNT) {
            FloatVector.fromArray(Lanes.SPECIES, values, from + i).mul(share).intoArray(values, from + i);
        }
    }

    private void keepWeights(Room room, int head) {
        int length = shape.length();
        int at = weightsStart + head * length * length;
        if (shape.paddedLength() == length) {
            weights.put(at, room.weights, 0, length * length);
            return;
        }
        for (int row = 0; row < length; row++) {
            weights.put(at + row * length, room.weights, row * shape.paddedLength(), length);
        }
    }

    /** Weighted sums of the values. */
    private void mix(Room room, int head) {
        Tiles.product(
                room.scores, room.mixedValues[head], room.mixed[head], shape.length(), shape.length(), shape.width());
    }

    /** Room of one thread: what is copied from native memory and back, and matrices within it, by head. */
    private static final class Room {
        private final float[] projected;
        private final float[] mask;
        private final float[] weights;
        private final float[] context;
        private final Tile[] queries;
        private final Tile[] keys;
        private final Tile[] mixedValues;
        private final Tile[] mixed;
        private final Tile keysTransposed;
        private final Tile scores;
        private final float[] sums = new float[Lanes.SUMS];

        Room(HeadShape shape, int maskRows) {
            int length = shape.paddedLength();
            projected = shape.joint();
            queries = shape.tiles(projected, shape.jointWidth(), 0);
            keys = shape.tiles(projected, shape.jointWidth(), 1);
            mixedValues = shape.tiles(projected, shape.jointWidth(), 2);
            context = shape.rows();
            mixed = shape.tiles(context, shape.rowWidth(), 0);
            keysTransposed = new Tile(new float[shape.width() * length], 0, length, 1);
            weights = new float[length * length];
            scores = new Tile(weights, 0, length, 1);
            mask = new float[maskRows * length];
            for (int row = 0; row < maskRows; row++) {
                Arrays.fill(mask, row * length + shape.length(), (row + 1) * length, Float.NEGATIVE_INFINITY);
            }
        }
    }
}
