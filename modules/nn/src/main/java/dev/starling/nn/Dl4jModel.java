package dev.starling.nn;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What both kinds of DL4J network do for us. */
interface Dl4jModel extends AutoCloseable {

    /** The flat parameters themselves, not a copy. */
    INDArray parameters();

    /** Views of the flat parameters by DL4J's names. */
    Map<String, INDArray> table();

    /** Runs forward and backward; {@link #gradient} and {@link #score} then hold the results. */
    void differentiate(INDArray x, INDArray labels);

    /** Sum over the batch of the examples' gradients; DL4J divides in its updaters, which we do not use. */
    INDArray gradient();

    /** Mean loss of the batch. */
    double score();

    /** The output layer's values in evaluation mode before its softmax. */
    INDArray outputs(INDArray x);

    @Override
    void close();
}
