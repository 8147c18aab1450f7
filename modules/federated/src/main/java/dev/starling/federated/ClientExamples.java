package dev.starling.federated;

import dev.starling.data.Examples;
import java.io.Serializable;

/**
 * What a client holds.
 *
 * @param train what it trains on
 * @param own what the model is evaluated on for this client: held out, or the training examples if nothing is
 */
public record ClientExamples(Examples train, Examples own) implements Serializable {}
