package dev.starling.nas.space;

/** A space whose architectures' sizes and costs are known by formula. */
public interface CountedSpace extends SearchSpace {

    /** Trained numbers of a network. */
    long parameters(int classes, int... architecture);

    /**
     * Multiply-accumulates of convolutions and dense layers for one image, one more a class for the last bias. Normalization, ReLU and
     * pooling are free.
     *
     * @param resolution of the image's side, a multiple of 4
     */
    long multiplyAccumulates(int resolution, int classes, int... architecture);
}
