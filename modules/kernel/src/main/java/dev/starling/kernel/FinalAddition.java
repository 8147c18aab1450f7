package dev.starling.kernel;

import dev.starling.kernel.Trace.Action;
import dev.starling.kernel.Trace.Ref;
import dev.starling.kernel.Trace.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a plan ends whose last result is added to a tensor of the caller's: piece by piece where it is a concatenation, and while a
 * product is in the registers where a piece is one. So a model's gradient is nowhere in memory. All else is computed before, since
 * the target may be what it is computed from.
 */
final class FinalAddition {

    /**
     * What a plan is given beside the function's inputs, for {@code target = fma(alpha, result, base)}.
     *
     * @param shape of base, target and result
     * @param overwritten the positions of inputs that may lie where the target does; the base may lie there anyway
     */
    record Given(Value base, Value alpha, Value target, int[] shape, BitSet overwritten) {
        /** At the positions behind those of so many inputs. */
        static Given after(int inputs, Storage target, BitSet overwritten) {
            return new Given(
                    Value.given(target.dtype, target.size, inputs),
                    Value.given(target.dtype, 1, inputs + 1),
                    Value.given(target.dtype, target.size, inputs + 2),
                    target.shape,
                    overwritten);
        }
    }

    private final Given given;
    private final Map<Value, Action> makers = new IdentityHashMap<>();
    private final Map<Value, Integer> uses = new IdentityHashMap<>();
    private final List<Action> copies = new ArrayList<>();
    private final List<Action> additions = new ArrayList<>();

    private FinalAddition(List<Action> actions, List<Ref> outputs, Given given) {
        this.given = given;
        for (Action action : actions) {
            action.in().forEach(this::count);
            action.out().forEach(ref -> makers.put(ref.value(), action));
        }
        outputs.forEach(this::count);
    }

    /**
     * The actions that add.
     *
     * @param actions those before
     * @param outputs what the plan returns, beside the last result
     * @param result the last one
     * @throws IllegalArgumentException if it cannot be added to the target
     */
    static List<Action> actions(List<Action> actions, List<Ref> outputs, Ref result, Given given) {
        if (result.value().dtype != given.target.dtype || !Arrays.equals(result.shape(), given.shape)) {
            throw new IllegalArgumentException("a result of type " + result.value().dtype + " and shape "
                    + Arrays.toString(result.shape()) + " cannot be added to a tensor of type " + given.target.dtype
                    + " and shape " + Arrays.toString(given.shape));
        }
        FinalAddition end = new FinalAddition(actions, outputs, given);
        end.count(result);
        end.add(result);
        end.copies.addAll(end.additions);
        return end.copies;
    }

    private void count(Ref ref) {
        uses.merge(ref.value(), 1, Integer::sum);
    }

    private void add(Ref result) {
        Action maker = onlyUse(result);
        if (maker == null
                || !(maker.primitive() instanceof Layouts.Concat concat)
                || Shapes.span(maker.out().get(0).shape(), 0, concat.axis()) != 1) {
            addPiece(result, 0);
            return;
        }
        int offset = 0;
        for (Ref piece : maker.in()) {
            addPiece(piece, offset);
            offset += Shapes.size(piece.shape());
        }
    }

    private void addPiece(Ref piece, int offset) {
        Action maker = onlyUse(piece);
        if (maker != null
                && maker.primitive() instanceof Products.MatMul product
                && product.adds(
                        piece.value().dtype,
                        maker.in().get(0).shape(),
                        maker.out().get(0).shape())
                && maker.in().stream().noneMatch(this::isOverwritten)) {
            int[] shape = maker.out().get(0).shape();
            List<Ref> in = List.of(maker.in().get(0), maker.in().get(1), new Ref(given.base, offset, shape), alpha());
            additions.add(new Action(new Products.AddedProduct(), in, List.of(new Ref(given.target, offset, shape))));
            return;
        }
        Ref x = isOverwritten(piece) ? copy(piece) : piece;
        List<Ref> in = List.of(new Ref(given.base, offset, piece.shape()), x, alpha());
        additions.add(new Action(new Updates.Added(), in, List.of(new Ref(given.target, offset, piece.shape()))));
    }

    private Ref alpha() {
        return new Ref(given.alpha, 0, Shapes.SCALAR);
    }

    /** What computes the value if it is needed here only, and as a whole; else null. */
    private Action onlyUse(Ref ref) {
        return ref.isWhole() && uses.get(ref.value()) == 1 ? makers.get(ref.value()) : null;
    }

    private boolean isOverwritten(Ref ref) {
        return ref.value().input >= 0 && given.overwritten.get(ref.value().input);
    }

    private Ref copy(Ref ref) {
        Ref copy = new Ref(Value.computed(ref.value().dtype, Shapes.size(ref.shape())), 0, ref.shape());
        copies.add(new Action(Layouts.COPY, List.of(ref), List.of(copy)));
        return copy;
    }
}
