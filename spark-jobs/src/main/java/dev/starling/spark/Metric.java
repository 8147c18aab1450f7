package dev.starling.spark;

/**
 * What an executor counts. Its own registry shows each under {@link #label}, the driver's the sum over executors under
 * {@link #total}. docs/metrics.md says the same to users; a test compares.
 */
enum Metric {
    UNITS("units"),
    STEPS("steps"),
    ROUNDS("rounds"),
    CONTRIBUTION_BYTES("contribution-bytes"),
    FRAMES_SENT("frames-sent"),
    FRAMES_RECEIVED("frames-received"),
    FRAME_BYTES_SENT("frame-bytes-sent"),
    FRAMES_REPEATED("frames-repeated"),
    FRAMES_REFUSED("frames-refused"),
    FRAMES_RETRANSMITTED("frames-retransmitted"),
    /** What the process holds now: the only one that falls. */
    NATIVE_BYTES("native-bytes");

    /** Timer of an executor: how long rounds of resident blocks take, until their sums are whole. */
    static final String EXCHANGE_ROUND_TIME = "exchange.round-time";

    /** Timer of the driver: how long rounds take, by any exchange. */
    static final String RUN_ROUND_TIME = "run.round-time";

    static final String RUN_ROUNDS = "run.rounds";
    static final String RUN_BLOCKS = "run.blocks";
    static final String RUN_TRIALS = "run.trials";

    private final String label;

    Metric(String label) {
        this.label = label;
    }

    /** Its name in an executor's registry. */
    String label() {
        return label;
    }

    /** Its name in the driver's registry. */
    String total() {
        return "executors." + label;
    }
}
