package dev.starling.kernel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Derivatives over the recorded graph. What comes out is made of the same primitives and recorded too, so it can be
 * differentiated again in either direction.
 */
public final class Derivatives {
    private Derivatives() {}

    /**
     * The gradient of a scalar.
     *
     * @param scalar a tensor of one element
     * @param wrt variables, or tensors computed from variables
     * @return for each of {@code wrt} a tensor of its shape; zeros where the scalar does not depend on it
     */
    public static List<Tensor> gradient(Tensor scalar, List<Tensor> wrt) {
        if (scalar.size() != 1) {
            throw new IllegalArgumentException("gradient needs a tensor of one element, got " + scalar
                    + ": reduce it first, or give cotangents to vjp");
        }
        Tensor one = scalar.scope().ones(scalar.dtype(), scalar.storage().shape);
        return vjp(List.of(scalar), List.of(one), wrt);
    }

    /**
     * Reverse mode: cotangents of the outputs pulled back, summed over the outputs.
     *
     * @param cotangents one an output, of its shape and type
     * @return for each of {@code wrt} a tensor of its shape; zeros where no output depends on it
     */
    public static List<Tensor> vjp(List<Tensor> outputs, List<Tensor> cotangents, List<Tensor> wrt) {
        return vjp(outputs, cotangents, wrt, List.of());
    }

    /** Reverse mode that does not look behind {@code ends}: how these depend on one another does not count. */
    static List<Tensor> vjp(List<Tensor> outputs, List<Tensor> cotangents, List<Tensor> wrt, List<Tensor> ends) {
        requireAlike("cotangents", outputs, cotangents);
        Path path = Path.between(outputs, wrt, ends);
        Map<Tensor, Tensor> pulled = new IdentityHashMap<>();
        for (int i = 0; i < outputs.size(); i++) {
            pulled.merge(outputs.get(i), cotangents.get(i), Tensor::add);
        }
        List<Call> calls = path.calls();
        for (int i = calls.size() - 1; i >= 0; i--) {
            pull(calls.get(i), path, pulled);
        }
        return collect(wrt, pulled, outputs.get(0));
    }

    private static void pull(Call call, Path path, Map<Tensor, Tensor> pulled) {
        Tensor[] cotangents = new Tensor[call.out.length];
        boolean any = false;
        for (int i = 0; i < cotangents.length; i++) {
            cotangents[i] = pulled.get(call.out(i));
            any |= cotangents[i] != null;
        }
        if (!any) {
            return;
        }
        boolean[] wanted = new boolean[call.in.length];
        for (int i = 0; i < wanted.length; i++) {
            wanted[i] = path.dependent(call.in(i));
        }
        Tensor[] results = call.primitive.vjp(call, cotangents, wanted);
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i] && results[i] != null) {
                pulled.merge(call.in(i), results[i], Tensor::add);
            }
        }
    }

    /**
     * Forward mode: the directional derivative of {@code output}, by a walk over the recorded graph from {@code wrt} on.
     *
     * @param tangents one for each of {@code wrt}, of its shape and type
     * @return a tensor of the output's shape; zeros where it does not depend on {@code wrt}
     */
    public static Tensor jvp(Tensor output, List<Tensor> wrt, List<Tensor> tangents) {
        return jvp(List.of(output), wrt, tangents).get(0);
    }

    /** As {@link #jvp(Tensor, List, List)} for several outputs in one walk. */
    public static List<Tensor> jvp(List<Tensor> outputs, List<Tensor> wrt, List<Tensor> tangents) {
        return jvp(outputs, wrt, tangents, List.of());
    }

    /** Forward mode that does not look behind {@code ends}. */
    static List<Tensor> jvp(List<Tensor> outputs, List<Tensor> wrt, List<Tensor> tangents, List<Tensor> ends) {
        requireAlike("tangents", wrt, tangents);
        Path path = Path.between(outputs, wrt, ends);
        Map<Tensor, Tensor> pushed = new IdentityHashMap<>();
        for (int i = 0; i < wrt.size(); i++) {
            pushed.merge(wrt.get(i), tangents.get(i), Tensor::add);
        }
        for (Call call : path.calls()) {
            push(call, pushed);
        }
        return collect(outputs, pushed, wrt.get(0));
    }

    private static void push(Call call, Map<Tensor, Tensor> pushed) {
        Tensor[] tangents = new Tensor[call.in.length];
        boolean any = false;
        for (int i = 0; i < tangents.length; i++) {
            tangents[i] = pushed.get(call.in(i));
            any |= tangents[i] != null;
        }
        if (!any) {
            return;
        }
        Tensor[] results = call.primitive.jvp(call, tangents);
        for (int i = 0; i < results.length; i++) {
            if (results[i] != null) {
                pushed.merge(call.out(i), results[i], Tensor::add);
            }
        }
    }

    private static List<Tensor> collect(List<Tensor> asked, Map<Tensor, Tensor> found, Tensor other) {
        List<Tensor> result = new ArrayList<>(asked.size());
        for (Tensor tensor : asked) {
            Tensor direction = found.get(tensor);
            result.add(
                    direction != null
                            ? direction
                            : Scope.innermost(tensor, other).zeros(tensor.dtype(), tensor.storage().shape));
        }
        return result;
    }

    private static void requireAlike(String what, List<Tensor> tensors, List<Tensor> directions) {
        if (tensors.isEmpty() || tensors.size() != directions.size()) {
            throw new IllegalArgumentException(
                    directions.size() + " " + what + " for " + tensors.size() + " tensors: give one for each");
        }
        for (int i = 0; i < tensors.size(); i++) {
            Checks.sameType(what, tensors.get(i), directions.get(i));
            Checks.shape(what, directions.get(i), tensors.get(i).storage().shape);
        }
    }

    /** The recorded calls that lie between {@code wrt} and the outputs, in the order of evaluation. */
    private record Path(List<Call> calls, Set<Tensor> dependents) {
        static Path between(List<Tensor> outputs, List<Tensor> wrt, List<Tensor> ends) {
            Set<Tensor> dependents = Collections.newSetFromMap(new IdentityHashMap<>());
            dependents.addAll(wrt);
            List<Call> calls = new ArrayList<>();
            for (Call call : reachable(outputs, ends)) {
                boolean depends = false;
                for (Tensor operand : call.in) {
                    depends |= dependents.contains(operand);
                }
                if (depends) {
                    calls.add(call);
                    Collections.addAll(dependents, call.out);
                }
            }
            return new Path(calls, dependents);
        }

        private static List<Call> reachable(List<Tensor> outputs, List<Tensor> ends) {
            Set<Call> seen = Collections.newSetFromMap(new IdentityHashMap<>());
            Deque<Tensor> open = new ArrayDeque<>(outputs);
            List<Call> calls = new ArrayList<>();
            while (!open.isEmpty()) {
                Tensor tensor = open.pop();
                Call call = tensor.producer();
                if (call != null && !has(ends, tensor) && seen.add(call)) {
                    calls.add(call);
                    Collections.addAll(open, call.in);
                }
            }
            calls.sort(Comparator.comparingLong(call -> call.order));
            return calls;
        }

        private static boolean has(List<Tensor> ends, Tensor tensor) {
            for (Tensor end : ends) {
                if (end == tensor) {
                    return true;
                }
            }
            return false;
        }

        boolean dependent(Tensor tensor) {
            return dependents.contains(tensor);
        }
    }
}
