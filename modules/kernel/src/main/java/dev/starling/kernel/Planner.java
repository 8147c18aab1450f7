package dev.starling.kernel;

import dev.starling.kernel.Trace.Action;
import dev.starling.kernel.Trace.Ref;
import dev.starling.kernel.Trace.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Makes a plan of a trace: drops what is computed twice or for nothing, lets the pieces of a concatenation be computed where they
 * end up, and gives values that are not alive at the same time the same memory. Every primitive that stays is the one that was traced, on
 * operands of the same shape, or a {@link FinalAddition}'s, so the plan's results have the bits of the traced function's.
 */
final class Planner {
    private final List<Action> actions;
    private final List<Ref> outputs;
    private final Map<Value, Place> pieces = new IdentityHashMap<>();
    private final Map<Value, Integer> lastUse = new IdentityHashMap<>();
    private final Map<Value, Storage> memory = new IdentityHashMap<>();
    private final Set<Value> overwritten = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Map<DType, TreeMap<Integer, Deque<Storage>>> idle = new IdentityHashMap<>();
    private final List<Storage> allocated = new ArrayList<>();

    /** Where in another value a piece of it is computed. */
    private record Place(Value whole, int offset) {}

    private Planner(Trace trace, List<Ref> wanted, FinalAddition.Given addition) {
        Map<Value, Value> same = new IdentityHashMap<>();
        List<Action> kept = Trace.withoutRepetitions(trace.actions(), same);
        List<Ref> results =
                wanted.stream().map(ref -> Trace.substituted(ref, same)).toList();
        List<Action> copies = new ArrayList<>();
        int returned = addition == null ? results.size() : results.size() - 1;
        this.outputs = ownOutputs(results.subList(0, returned), copies);
        kept.addAll(copies);
        Set<Value> ends = values(outputs);
        if (addition != null) {
            Ref last = results.get(returned);
            Set<Value> all = values(outputs);
            all.add(last.value());
            kept.addAll(FinalAddition.actions(needed(kept, all), outputs, last, addition));
            ends.add(addition.target());
        }
        this.actions = placed(needed(kept, ends));
        placeOperandsOfPieces();
    }

    /**
     * Makes a plan.
     *
     * @param trace what the function did; the plan takes over its constants
     * @param wanted what the function returned
     * @param addition what the last of it is added to instead of being returned; null if it is returned
     */
    static Plan plan(Trace trace, List<Ref> wanted, FinalAddition.Given addition) {
        Planner planner = new Planner(trace, wanted, addition);
        planner.findLastUses();
        planner.placeAll();
        List<Plan.Step> steps = new ArrayList<>();
        for (Action action : planner.actions) {
            steps.add(new Plan.Step(action.primitive(), planner.operands(action.in()), planner.operands(action.out())));
        }
        List<Storage> owned = new ArrayList<>(planner.allocated);
        owned.addAll(trace.constants());
        return new Plan(steps, planner.operands(planner.outputs), owned);
    }

    private static Set<Value> values(List<Ref> refs) {
        Set<Value> values = Collections.newSetFromMap(new IdentityHashMap<>());
        refs.forEach(ref -> values.add(ref.value()));
        return values;
    }

    /** Outputs that are inputs, constants, or given twice become copies: the caller may write to what it gets. */
    private static List<Ref> ownOutputs(List<Ref> wanted, List<Action> copies) {
        Set<Value> taken = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Ref> own = new ArrayList<>();
        for (Ref ref : wanted) {
            if (ref.value().isComputed() && taken.add(ref.value())) {
                own.add(ref);
                continue;
            }
            Ref copy = new Ref(Value.computed(ref.value().dtype, Shapes.size(ref.shape())), 0, ref.shape());
            copies.add(new Action(Layouts.COPY, List.of(ref), List.of(copy)));
            own.add(copy);
        }
        return own;
    }

    /** The actions on which one of these values depends. */
    private static List<Action> needed(List<Action> all, Set<Value> ends) {
        Set<Value> wanted = values(List.of());
        wanted.addAll(ends);
        Deque<Action> kept = new ArrayDeque<>();
        for (int i = all.size() - 1; i >= 0; i--) {
            Action action = all.get(i);
            if (action.out().stream().anyMatch(ref -> wanted.contains(ref.value()))) {
                kept.addFirst(action);
                action.in().forEach(ref -> wanted.add(ref.value()));
            }
        }
        return List.copyOf(kept);
    }

    /** Concatenations of what lies in one piece need no copying but of operands that must stay where they are. */
    private List<Action> placed(List<Action> all) {
        List<Action> kept = new ArrayList<>();
        for (Action action : all) {
            if (!(action.primitive() instanceof Layouts.Concat concat)
                    || Shapes.span(action.out().get(0).shape(), 0, concat.axis()) != 1) {
                kept.add(action);
                continue;
            }
            Value whole = action.out().get(0).value();
            int offset = 0;
            for (Ref part : action.in()) {
                int size = Shapes.size(part.shape());
                if (part.isWhole() && canBePiece(part.value(), whole)) {
                    pieces.put(part.value(), new Place(whole, offset));
                } else {
                    kept.add(new Action(Layouts.COPY, List.of(part), List.of(new Ref(whole, offset, part.shape()))));
                }
                offset += size;
            }
        }
        return kept;
    }

    /** What is returned by itself must not lie inside something else, to which the caller may write. */
    private boolean canBePiece(Value value, Value whole) {
        return value.isComputed()
                && value != whole
                && !pieces.containsKey(value)
                && outputs.stream().noneMatch(ref -> ref.value() == value);
    }

    /** Where a piece is computed in place, the operand can be where the piece will be: nobody else writes there. */
    private void placeOperandsOfPieces() {
        Map<Value, Integer> last = new IdentityHashMap<>();
        for (int i = 0; i < actions.size(); i++) {
            for (Ref ref : actions.get(i).in()) {
                // Whoever reads a piece of a value reads the value.
                last.put(root(ref.value()), i);
            }
        }
        outputs.forEach(ref -> last.put(root(ref.value()), Integer.MAX_VALUE));
        for (int i = actions.size() - 1; i >= 0; i--) {
            Action action = actions.get(i);
            Place place = pieces.get(action.out().get(0).value());
            if (place != null
                    && overwritable(action)
                    && last.get(action.in().get(0).value()) == i) {
                pieces.put(action.in().get(0).value(), place);
            }
        }
    }

    /** Whether the result may lie where the first operand does, if nobody needs that afterwards. */
    private boolean overwritable(Action action) {
        if (!action.primitive().inPlace() || action.in().isEmpty()) {
            return false;
        }
        Value first = action.in().get(0).value();
        Value result = action.out().get(0).value();
        return first.isComputed()
                && !pieces.containsKey(first)
                && first.dtype == result.dtype
                && first.size == result.size
                && action.in().stream()
                        .allMatch(ref -> root(ref.value()) != first || (ref.value() == first && ref.isWhole()));
    }

    private Value root(Value value) {
        Place place = pieces.get(value);
        return place == null ? value : root(place.whole);
    }

    private int offset(Value value) {
        Place place = pieces.get(value);
        return place == null ? 0 : place.offset + offset(place.whole);
    }

    private void findLastUses() {
        for (int i = 0; i < actions.size(); i++) {
            for (Ref ref : actions.get(i).out()) {
                lastUse.put(root(ref.value()), i);
            }
            for (Ref ref : actions.get(i).in()) {
                lastUse.put(root(ref.value()), i);
            }
        }
        outputs.forEach(ref -> lastUse.put(root(ref.value()), Integer.MAX_VALUE));
    }

    private void placeAll() {
        for (int i = 0; i < actions.size(); i++) {
            Action action = actions.get(i);
            Set<Value> touched = Collections.newSetFromMap(new IdentityHashMap<>());
            action.in().forEach(ref -> touched.add(root(ref.value())));
            for (Ref ref : action.out()) {
                Value value = root(ref.value());
                touched.add(value);
                if (value.isComputed() && !memory.containsKey(value)) {
                    boolean inPlace = value == ref.value()
                            && overwritable(action)
                            && lastUse.get(action.in().get(0).value()) == i;
                    memory.put(value, inPlace ? overwrite(action) : take(value));
                }
            }
            for (Value value : touched) {
                if (value.isComputed() && lastUse.get(value) == i && !overwritten.contains(value)) {
                    release(memory.get(value));
                }
            }
        }
    }

    private Storage overwrite(Action action) {
        Value first = action.in().get(0).value();
        overwritten.add(first);
        return memory.get(first);
    }

    private Storage take(Value value) {
        TreeMap<Integer, Deque<Storage>> sizes = idle.computeIfAbsent(value.dtype, dtype -> new TreeMap<>());
        Map.Entry<Integer, Deque<Storage>> entry = sizes.ceilingEntry(value.size);
        if (entry != null) {
            Storage buffer = entry.getValue().pop();
            if (entry.getValue().isEmpty()) {
                sizes.remove(entry.getKey());
            }
            return buffer;
        }
        Storage buffer = Storage.allocate(value.dtype, new int[] {value.size});
        allocated.add(buffer);
        return buffer;
    }

    private void release(Storage buffer) {
        idle.computeIfAbsent(buffer.dtype, dtype -> new TreeMap<>())
                .computeIfAbsent(buffer.size, size -> new ArrayDeque<>())
                .push(buffer);
    }

    private List<Plan.Operand> operands(List<Ref> refs) {
        return refs.stream().map(this::operand).toList();
    }

    private Plan.Operand operand(Ref ref) {
        Value value = ref.value();
        if (value.input >= 0) {
            return new Plan.Operand(value.input, null, ref.offset(), ref.shape());
        }
        Storage lies = value.constant != null ? value.constant : memory.get(root(value));
        return new Plan.Operand(-1, lies, offset(value) + ref.offset(), ref.shape());
    }
}
