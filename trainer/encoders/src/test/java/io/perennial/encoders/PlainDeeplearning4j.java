package io.perennial.encoders;

import java.io.File;
import java.util.HexFormat;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** A program of somebody who has Deeplearning4j and our jar, but knows nothing of us: no import of ours is here. */
public final class PlainDeeplearning4j {
    private PlainDeeplearning4j() {}

    /** Arguments: an exported model, features, labels (both as Deeplearning4j saves arrays). Prints vectors and scores. */
    public static void main(String[] arguments) throws java.io.IOException {
        ComputationGraph graph = ModelSerializer.restoreComputationGraph(arguments[0]);
        INDArray features = Nd4j.readBinary(new File(arguments[1]));
        INDArray labels = Nd4j.readBinary(new File(arguments[2]));
        StringBuilder vectors = new StringBuilder();
        for (float value : graph.outputSingle(features).dup('c').data().asFloat()) {
            vectors.append(HexFormat.of().toHexDigits(Float.floatToIntBits(value)));
        }
        MultiDataSet batch = new MultiDataSet(features, labels);
        double before = graph.score(batch);
        for (int i = 0; i < 30; i++) {
            graph.fit(batch);
        }
        System.out.println("vectors " + vectors);
        System.out.println("before " + before);
        System.out.println("after " + graph.score(batch));
    }
}
