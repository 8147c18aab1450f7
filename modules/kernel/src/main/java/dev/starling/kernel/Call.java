package dev.starling.kernel;

/** A recorded application of a primitive: a node of the define-by-run graph. */
final class Call {
    final Primitive primitive;
    final Tensor[] in;
    final Tensor[] out;

    /** Position in the order of evaluation, which is a topological order. */
    final long order;

    private Call(Primitive primitive, Tensor[] in, int outputs, long order) {
        this.primitive = primitive;
        this.in = in;
        this.out = new Tensor[outputs];
        this.order = order;
    }

    Tensor in(int index) {
        return in[index];
    }

    Tensor out(int index) {
        return out[index];
    }

    /** Applies a primitive with one output. */
    static Tensor one(Primitive primitive, Tensor... in) {
        return all(primitive, in)[0];
    }

    /** The only place where primitives are evaluated; records the call if an operand depends on a variable. */
    static Tensor[] all(Primitive primitive, Tensor... in) {
        Scope scope = Scope.innermost(in);
        Primitive.Form[] forms = primitive.outputs(in);
        Storage[] results = evaluate(primitive, scope, forms, in);
        boolean recorded = false;
        for (Tensor operand : in) {
            recorded |= operand.differentiable();
        }
        Call call =
                recorded ? new Call(primitive, in, forms.length, scope.root().nextCall()) : null;
        Tensor[] out = recorded ? call.out : new Tensor[forms.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = new Tensor(scope, results[i], call, false);
        }
        return out;
    }

    private static Storage[] evaluate(Primitive primitive, Scope scope, Primitive.Form[] forms, Tensor[] in) {
        if (primitive instanceof Primitive.Alias alias) {
            return alias.views(in[0].storage());
        }
        Storage[] operands = new Storage[in.length];
        for (int i = 0; i < in.length; i++) {
            operands[i] = in[i].storage();
        }
        Storage[] results = new Storage[forms.length];
        for (int i = 0; i < results.length; i++) {
            results[i] = scope.take(forms[i].dtype(), forms[i].shape());
        }
        primitive.evaluate(scope.root().kernels, operands, results);
        Trace trace = scope.root().trace();
        if (trace != null) {
            trace.applied(primitive, operands, results);
        }
        return results;
    }
}
