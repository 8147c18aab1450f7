package dev.starling.kernel;

import java.util.List;

/**
 * A traced function as a list of primitives with their memory: replaying it builds no graph and takes no buffers. Its results stay
 * where they are until it is replayed again. One thread at a time.
 */
final class Plan {

    /**
     * Where an operand or a result lies.
     *
     * @param input the position of a tensor that the plan is given, -1 for memory of the plan
     * @param memory of the plan, null for a given tensor
     * @param offset elements after the beginning of either
     */
    record Operand(int input, Storage memory, int offset, int[] shape) {
        Storage in(Storage[] inputs) {
            return (input < 0 ? memory : inputs[input]).view(offset, shape);
        }
    }

    /** A primitive and where it finds and leaves its numbers. */
    record Step(Primitive primitive, List<Operand> in, List<Operand> out) {}

    private final List<Step> steps;
    private final Primitive[] primitives;
    private final Storage[][] in;
    private final Storage[][] out;
    private final Storage[] results;
    private final List<Storage> owned;
    private final long bytes;
    private Storage[] inputs;

    /**
     * @param steps in order
     * @param results where the results lie, in memory of the plan
     * @param owned memory that goes with the plan
     */
    Plan(List<Step> steps, List<Operand> results, List<Storage> owned) {
        this.steps = steps;
        this.results = located(results);
        this.owned = owned;
        this.primitives = steps.stream().map(Step::primitive).toArray(Primitive[]::new);
        this.in = new Storage[steps.size()][];
        this.out = new Storage[steps.size()][];
        this.bytes = owned.stream().mapToLong(Storage::byteSize).sum();
    }

    /** Evaluates; the results are then in {@link #results}. */
    void replay(Kernels kernels, List<Tensor> given) {
        bind(given);
        for (int i = 0; i < primitives.length; i++) {
            primitives[i].evaluate(kernels, in[i], out[i]);
        }
    }

    /** Where the results lie after a replay. */
    Storage[] results() {
        return results;
    }

    long bytes() {
        return bytes;
    }

    void free() {
        owned.forEach(Storage::free);
    }

    /** Inputs mostly come in the same memory again, as a pool gives it out in the same order. */
    private void bind(List<Tensor> given) {
        boolean first = inputs == null;
        if (first) {
            inputs = new Storage[given.size()];
        }
        for (int i = 0; i < inputs.length; i++) {
            Storage storage = given.get(i).storage();
            if (inputs[i] != storage) {
                inputs[i] = storage;
                if (!first) {
                    rebind(i);
                }
            }
        }
        if (first) {
            for (int i = 0; i < in.length; i++) {
                in[i] = located(steps.get(i).in);
                out[i] = located(steps.get(i).out);
            }
        }
    }

    private void rebind(int input) {
        for (int i = 0; i < in.length; i++) {
            rebind(input, steps.get(i).in, in[i]);
            rebind(input, steps.get(i).out, out[i]);
        }
    }

    private void rebind(int input, List<Operand> operands, Storage[] located) {
        for (int i = 0; i < located.length; i++) {
            if (operands.get(i).input == input) {
                located[i] = operands.get(i).in(inputs);
            }
        }
    }

    private Storage[] located(List<Operand> operands) {
        return operands.stream().map(operand -> operand.in(inputs)).toArray(Storage[]::new);
    }
}
