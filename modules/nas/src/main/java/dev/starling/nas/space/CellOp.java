package dev.starling.nas.space;

/** What an edge of a {@link CellSpace cell} computes; the ordinal is the published code. */
public enum CellOp {
    /** Nothing: zeros. */
    NONE("none"),
    /** The input itself. */
    SKIP_CONNECT("skip_connect"),
    /** ReLU, convolution of one pixel, batch normalization. */
    NOR_CONV_1X1("nor_conv_1x1"),
    /** ReLU, convolution of 3 x 3 pixels, batch normalization. */
    NOR_CONV_3X3("nor_conv_3x3"),
    /** Mean of the 3 x 3 pixels around, those beyond the edge not counted. */
    AVG_POOL_3X3("avg_pool_3x3");

    private final String text;

    CellOp(String text) {
        this.text = text;
    }

    /** Its name in an architecture's text. */
    public String text() {
        return text;
    }

    static final CellOp[] ALL = values();
}
