package dev.starling.kernel;

import org.nd4j.linalg.api.buffer.DataType;

/** The element types of a tensor: float32 for work, float64 for checking the algebra, int32 for indices. */
public enum DType {
    FLOAT32(4, DataType.FLOAT),
    FLOAT64(8, DataType.DOUBLE),
    INT32(4, DataType.INT32);

    private final int bytes;
    private final DataType nd4j;

    DType(int bytes, DataType nd4j) {
        this.bytes = bytes;
        this.nd4j = nd4j;
    }

    /** Bytes an element takes. */
    public int bytes() {
        return bytes;
    }

    /** Whether derivatives exist with respect to tensors of this type. */
    public boolean isFloating() {
        return this != INT32;
    }

    DataType nd4j() {
        return nd4j;
    }

    static DType of(DataType type) {
        for (DType candidate : values()) {
            if (candidate.nd4j == type) {
                return candidate;
            }
        }
        throw new IllegalArgumentException(
                "an array of type " + type + " cannot become a tensor: cast it to FLOAT, DOUBLE or INT");
    }
}
