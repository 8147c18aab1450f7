package dev.starling.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a function of tensors did, in its order: primitives applied to values. Written while the function runs as usual; from it a
 * {@link Planner} makes a {@link Plan}.
 */
final class Trace {

    /** A run of numbers that is written once: an input, a constant, or what an action computes; or what a plan adds to. Compared by identity. */
    static final class Value {
        final DType dtype;
        final int size;

        /** Holds a constant's elements; belongs to the trace and later to its plan. Null for inputs and computed values. */
        final Storage constant;

        /** The position among the inputs, -1 for constants and computed values. */
        final int input;

        private Value(DType dtype, int size, Storage constant, int input) {
            this.dtype = dtype;
            this.size = size;
            this.constant = constant;
            this.input = input;
        }

        /** What lies in memory of the caller's; {@code input} is its position among all that a plan is given. */
        static Value given(DType dtype, int size, int input) {
            return new Value(dtype, size, null, input);
        }

        static Value computed(DType dtype, int size) {
            return new Value(dtype, size, null, -1);
        }

        boolean isComputed() {
            return constant == null && input < 0;
        }
    }

    /** A value, or the part of it from an element on, under a shape. */
    record Ref(Value value, int offset, int[] shape) {
        boolean isWhole() {
            return offset == 0 && Shapes.size(shape) == value.size;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Ref that
                    && value == that.value
                    && offset == that.offset
                    && Arrays.equals(shape, that.shape);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * System.identityHashCode(value) + offset) + Arrays.hashCode(shape);
        }
    }

    /** A primitive applied to values. Every traced result is the whole of a value that nothing else writes. */
    record Action(Primitive primitive, List<Ref> in, List<Ref> out) {}

    private final Map<Storage, Value> inputs = new IdentityHashMap<>();
    private final Map<Storage, Value> current = new IdentityHashMap<>();
    private final List<Storage> constants = new ArrayList<>();
    private final List<Action> actions = new ArrayList<>();

    Trace(List<Tensor> given) {
        for (int i = 0; i < given.size(); i++) {
            Storage storage = given.get(i).storage();
            inputs.putIfAbsent(storage, Value.given(storage.dtype, storage.size, i));
        }
    }

    /** Notes that the primitive was evaluated. */
    void applied(Primitive primitive, Storage[] in, Storage[] out) {
        List<Ref> operands = Arrays.stream(in).map(this::ref).toList();
        for (Storage result : out) {
            current.put(result.owner(), Value.computed(result.dtype, result.size));
        }
        actions.add(new Action(
                primitive, operands, Arrays.stream(out).map(this::ref).toList()));
    }

    /** Notes that the memory was filled with numbers that do not come from the inputs; keeps a copy of them. */
    void filled(Storage storage) {
        Storage kept = Storage.allocate(storage.dtype, storage.shape);
        kept.copyFrom(0, storage, 0, storage.size);
        constants.add(kept);
        current.put(storage.owner(), new Value(storage.dtype, storage.size, kept, -1));
    }

    /** The value that lies in this memory now. */
    Ref ref(Storage storage) {
        for (Storage from = storage; from != null; from = from.lendingStorage()) {
            Value value = inputs.get(from);
            if (value != null) {
                return new Ref(value, storage.elementsBehind(from), storage.shape);
            }
        }
        Value value = current.get(storage.owner());
        if (value == null) {
            throw new IllegalArgumentException("a replayed function uses a tensor of shape "
                    + Arrays.toString(storage.shape)
                    + " that is not among its inputs: what it computes may depend on its inputs alone");
        }
        return new Ref(value, storage.elementsBehind(storage.owner()), storage.shape);
    }

    List<Action> actions() {
        return actions;
    }

    List<Storage> constants() {
        return constants;
    }

    /** Gives up the copies, when no plan came of the trace. */
    void free() {
        constants.forEach(Storage::free);
        constants.clear();
    }

    /** The actions without those that compute again what an earlier one has computed. */
    static List<Action> withoutRepetitions(List<Action> actions, Map<Value, Value> same) {
        record Application(Primitive primitive, List<Ref> in) {}
        Map<Application, Action> first = new HashMap<>();
        List<Action> kept = new ArrayList<>();
        for (Action action : actions) {
            List<Ref> in = action.in.stream().map(ref -> substituted(ref, same)).toList();
            Action resolved = new Action(action.primitive, in, action.out);
            Action earlier = first.putIfAbsent(new Application(action.primitive, in), resolved);
            if (earlier == null) {
                kept.add(resolved);
                continue;
            }
            for (int i = 0; i < action.out.size(); i++) {
                same.put(action.out.get(i).value, earlier.out.get(i).value);
            }
        }
        return kept;
    }

    static Ref substituted(Ref ref, Map<Value, Value> same) {
        Value earlier = same.get(ref.value);
        return earlier == null ? ref : new Ref(earlier, ref.offset, ref.shape);
    }
}
