package dev.starling.federated;

/**
 * Names in a federated trial that another library's training needs when it stands in for the clients' own: which units
 * train, what they read and what they contribute.
 */
public final class TrainingNames {

    /** Kind of the units that train a client; their input is {@link ClientExamples}. */
    public static final String TRAIN = FederatedProgram.TRAIN;

    /** Group of the inputs of all clients. */
    public static final String CLIENT = ClientInputs.CLIENT;

    /** Vector of the state: the model's flat parameters, float32. */
    public static final String MODEL = ServerOptimizer.MODEL;

    /** Weighted mean of a training contribution: new parameters minus the state's. */
    public static final String DELTA = FederatedProgram.DELTA;

    /** Weighted mean of a training contribution: the local objective, one number. */
    public static final String LOSS = FederatedProgram.LOSS;

    private TrainingNames() {}
}
