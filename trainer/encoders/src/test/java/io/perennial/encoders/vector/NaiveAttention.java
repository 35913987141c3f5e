package io.perennial.encoders.vector;

import io.perennial.encoders.plan.Operation;
import io.perennial.encoders.plan.Tensor;
import org.jspecify.annotations.Nullable;

/** Attention by its definition, in double precision. */
final class NaiveAttention {
    private final double[] weights;
    private final double[] context;

    private NaiveAttention(double[] weights, double[] context) {
        this.weights = weights;
        this.context = context;
    }

    /** (sequences, heads, length, length). */
    double[] weights() {
        return weights;
    }

    /** (sequences * length, heads * width). */
    double[] context() {
        return context;
    }

    /** Where numbers lie. */
    private record Place(int heads, int length, int width) {
        static Place of(Tensor weights, Tensor projected) {
            int heads = Math.toIntExact(weights.size(1));
            return new Place(heads, Math.toIntExact(weights.size(2)), Math.toIntExact(projected.size(1)) / 3 / heads);
        }

        int weight(int sequence, int head, int i, int j) {
            return ((sequence * heads + head) * length + i) * length + j;
        }

        int context(int sequence, int head, int i, int element) {
            return (sequence * length + i) * heads * width + head * width + element;
        }

        int projected(int part, int sequence, int head, int i, int element) {
            return (sequence * length + i) * 3 * heads * width + part * heads * width + head * width + element;
        }
    }

    static NaiveAttention of(HostPlan host, Operation.Attention attention) {
        Place place = Place.of(attention.weights(), attention.projected());
        double[] projected = host.read(attention.projected());
        double[] weights = new double[Math.toIntExact(attention.weights().elements())];
        double[] context = new double[Math.toIntExact(attention.context().elements())];
        for (int sequence = 0; sequence < attention.weights().size(0); sequence++) {
            for (int head = 0; head < place.heads(); head++) {
                for (int i = 0; i < place.length(); i++) {
                    double sum = 0;
                    for (int j = 0; j < place.length(); j++) {
                        double score = mask(host, attention.mask(), sequence, i, j);
                        for (int element = 0; element < place.width(); element++) {
                            score += attention.scale()
                                    * projected[place.projected(0, sequence, head, i, element)]
                                    * projected[place.projected(1, sequence, head, j, element)];
                        }
                        weights[place.weight(sequence, head, i, j)] = Math.exp(score);
                        sum += Math.exp(score);
                    }
                    for (int j = 0; j < place.length(); j++) {
                        weights[place.weight(sequence, head, i, j)] /= sum;
                        for (int element = 0; element < place.width(); element++) {
                            context[place.context(sequence, head, i, element)] +=
                                    weights[place.weight(sequence, head, i, j)]
                                            * projected[place.projected(2, sequence, head, j, element)];
                        }
                    }
                }
            }
        }
        return new NaiveAttention(weights, context);
    }

    /** Gradient of queries, keys and values. */
    static double[] gradient(HostPlan host, Operation.AttentionGradient attention) {
        Place place = Place.of(attention.weights(), attention.projected());
        double[] projected = host.read(attention.projected());
        double[] weights = host.read(attention.weights());
        double[] context = host.read(attention.contextGradient());
        double[] gradient = new double[projected.length];
        for (int sequence = 0; sequence < attention.weights().size(0); sequence++) {
            for (int head = 0; head < place.heads(); head++) {
                for (int i = 0; i < place.length(); i++) {
                    double[] ofWeight = new double[place.length()];
                    double mean = 0;
                    for (int j = 0; j < place.length(); j++) {
                        double weight = weights[place.weight(sequence, head, i, j)];
                        for (int element = 0; element < place.width(); element++) {
                            double above = context[place.context(sequence, head, i, element)];
                            int value = place.projected(2, sequence, head, j, element);
                            ofWeight[j] += above * projected[value];
                            gradient[value] += above * weight;
                        }
                        mean += weight * ofWeight[j];
                    }
                    for (int j = 0; j < place.length(); j++) {
                        double ofScore =
                                attention.scale() * weights[place.weight(sequence, head, i, j)] * (ofWeight[j] - mean);
                        for (int element = 0; element < place.width(); element++) {
                            int query = place.projected(0, sequence, head, i, element);
                            int key = place.projected(1, sequence, head, j, element);
                            gradient[query] += ofScore * projected[key];
                            gradient[key] += ofScore * projected[query];
                        }
                    }
                }
            }
        }
        return gradient;
    }

    private static double mask(HostPlan host, @Nullable Tensor mask, int sequence, int i, int j) {
        if (mask == null) {
            return 0;
        }
        long first = mask.size(0) == 1 ? 0 : sequence * mask.size(2);
        long row = mask.size(2) == 1 ? 0 : i;
        return host.read(mask)[Math.toIntExact((first + row) * mask.size(3)) + j];
    }
}
