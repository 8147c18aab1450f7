package dev.starling.episodes;

import dev.starling.engine.Settings;
import java.io.Serializable;

/** The size of the outer steps over the iterations. */
public sealed interface StepSize extends Serializable {

    /** The step size of an iteration, from 0. */
    double at(int iteration);

    /** Reads {@code learning-rate, schedule, halve-every}. */
    static StepSize read(Settings settings, int iterations) {
        double rate = settings.number("learning-rate", 1e-12, 1e6);
        int every = settings.count("halve-every");
        return switch (settings.oneOf("schedule", Schedule.class)) {
            case CONSTANT -> new Constant(rate);
            case LINEAR -> new Linear(rate, iterations);
            case HALVED -> new Halved(rate, every);
        };
    }

    /** The values of {@code schedule}. */
    enum Schedule {
        CONSTANT,
        LINEAR,
        HALVED
    }

    /** Always the same. */
    record Constant(double rate) implements StepSize {
        @Override
        public double at(int iteration) {
            return rate;
        }
    }

    /** From {@code first} linearly to zero, which it would reach after {@code iterations}. */
    record Linear(double first, int iterations) implements StepSize {
        @Override
        public double at(int iteration) {
            return first * (1 - (double) iteration / iterations);
        }
    }

    /** Halved every so many iterations (Snell et al. 2017). */
    record Halved(double first, int every) implements StepSize {
        @Override
        public double at(int iteration) {
            return Math.scalb(first, -(iteration / every));
        }
    }
}
