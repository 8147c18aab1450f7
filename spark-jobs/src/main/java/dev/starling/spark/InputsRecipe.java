package dev.starling.spark;

import dev.starling.engine.Inputs;
import java.io.Serializable;

/** What a worker needs to load the inputs of any partition, also again after a loss. */
record InputsRecipe(Inputs inputs, Placement placement) implements Serializable {}
