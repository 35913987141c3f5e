package io.perennial.encoders.nd4j;

import org.nd4j.linalg.api.buffer.DataType;

/** Precision of the real numbers of a bound plan. */
public enum Precision {
    /** For training and embedding. */
    FLOAT(DataType.FLOAT),
    /** For gradient checks by differences. */
    DOUBLE(DataType.DOUBLE);

    private final DataType type;

    Precision(DataType type) {
        this.type = type;
    }

    DataType type() {
        return type;
    }
}
