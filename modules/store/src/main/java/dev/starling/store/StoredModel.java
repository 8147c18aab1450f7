package dev.starling.store;

import dev.starling.engine.TrainedModel;

/**
 * The final model of a finished trial.
 *
 * @param run the run's id
 * @param trial the trial's id
 * @param settingsHash hash of the run's settings
 * @param model the model, its parameters verified against {@code model.stateHash()}
 */
public record StoredModel(String run, String trial, String settingsHash, TrainedModel model) {}
