package dev.starling.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A primitive whose values come from one loop and whose derivatives come from the same function written with simpler primitives. It
 * serves where a first derivative must be fast and a second one merely right.
 */
abstract class Fused implements Primitive {
    /** The same function, composed. */
    abstract Tensor[] composed(Tensor... in);

    @Override
    public Tensor[] vjp(Call call, Tensor[] cotangents, boolean[] wanted) {
        Tensor[] composed = composed(call.in);
        List<Tensor> outputs = new ArrayList<>();
        List<Tensor> given = new ArrayList<>();
        for (int i = 0; i < composed.length; i++) {
            if (cotangents[i] != null) {
                outputs.add(composed[i]);
                given.add(cotangents[i]);
            }
        }
        List<Tensor> wrt = new ArrayList<>();
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i] && isFirst(call, i)) {
                wrt.add(call.in(i));
            }
        }
        // An operand may be computed from another one: that path belongs to the caller, not to this primitive.
        List<Tensor> pulled = Derivatives.vjp(outputs, given, wrt, Arrays.asList(call.in));
        Tensor[] result = new Tensor[wanted.length];
        int next = 0;
        for (int i = 0; i < wanted.length; i++) {
            result[i] = wanted[i] && isFirst(call, i) ? pulled.get(next++) : null;
        }
        return result;
    }

    @Override
    public Tensor[] jvp(Call call, Tensor[] tangents) {
        List<Tensor> wrt = new ArrayList<>();
        List<Tensor> given = new ArrayList<>();
        for (int i = 0; i < tangents.length; i++) {
            if (tangents[i] != null && isFirst(call, i)) {
                wrt.add(call.in(i));
                given.add(tangents[i]);
            }
        }
        List<Tensor> outputs = Arrays.asList(composed(call.in));
        return Derivatives.jvp(outputs, wrt, given, Arrays.asList(call.in)).toArray(Tensor[]::new);
    }

    /** Of a tensor given twice, the first place answers for both. */
    private static boolean isFirst(Call call, int index) {
        for (int i = 0; i < index; i++) {
            if (call.in(i) == call.in(index)) {
                return false;
            }
        }
        return true;
    }
}
