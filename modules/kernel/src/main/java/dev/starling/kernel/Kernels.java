package dev.starling.kernel;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.javacpp.BooleanPointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.LongPointer;
import org.nd4j.linalg.api.ops.CustomOpDescriptor;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;
import org.nd4j.nativeblas.OpaqueContext;

/**
 * The way into ND4J's native operations: one call context for each operation and its fixed arguments, built once and bound to new
 * memory at each call. That costs about 1.5 microseconds; {@code Nd4j.exec} with a new op costs 7 to 14.
 */
final class Kernels implements AutoCloseable {
    /** The families of ND4J's numbered element-wise operations, by the type of their result. */
    enum Family {
        SAME,
        STRICT,
        FLOATING
    }

    /** A numbered element-wise operation. */
    record Transform(Family family, int number) {}

    /** ND4J's numbers of element-wise operations with a scalar. */
    enum ScalarOp {
        ADD(0),
        MULTIPLY(2),
        STEP(41);

        private final int number;

        ScalarOp(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }
    }

    private record Context(OpaqueContext handle, long hash) {}

    private final NativeOps ops = NativeOpsHolder.getInstance().getDeviceNativeOps();
    private final Map<NativeOp, Context> contexts = new HashMap<>();
    private final Map<DimsKey, Storage> scratch = new HashMap<>();
    private final Map<DType, Storage> scalars = new HashMap<>();

    void run(NativeOp op, Storage in, Storage out) {
        Context context = context(op);
        input(context, 0, in);
        finish(op, context, out);
    }

    void run(NativeOp op, Storage a, Storage b, Storage out) {
        Context context = context(op);
        input(context, 0, a);
        input(context, 1, b);
        finish(op, context, out);
    }

    void run(NativeOp op, Storage[] in, Storage... out) {
        Context context = context(op);
        for (int i = 0; i < in.length; i++) {
            input(context, i, in[i]);
        }
        finish(op, context, out);
    }

    /** One of ND4J's older element-wise operations, known by family and number rather than by name. */
    void transform(Transform op, Storage in, Storage out) {
        LongPointer inShape = (LongPointer) in.shapeInfo;
        LongPointer outShape = (LongPointer) out.shapeInfo;
        switch (op.family()) {
            case SAME ->
                ops.execTransformSame(null, op.number(), in.opaque, inShape, null, out.opaque, outShape, null, null);
            case STRICT ->
                ops.execTransformStrict(null, op.number(), in.opaque, inShape, null, out.opaque, outShape, null, null);
            case FLOATING ->
                ops.execTransformFloat(null, op.number(), in.opaque, inShape, null, out.opaque, outShape, null, null);
        }
        check(op);
    }

    /** Element-wise with one scalar: {@code out = in (op) value}. */
    void withScalar(ScalarOp op, Storage in, double value, Storage out) {
        Storage scalar = scalar(in.dtype, value);
        ops.execScalar(
                null,
                op.number(),
                in.opaque,
                (LongPointer) in.shapeInfo,
                null,
                out.opaque,
                (LongPointer) out.shapeInfo,
                null,
                scalar.opaque,
                (LongPointer) scalar.shapeInfo,
                null,
                null);
        check(op);
    }

    private void check(Object op) {
        if (ops.lastErrorCode() != 0) {
            throw new IllegalStateException("native operation " + op + " failed: " + ops.lastErrorMessage());
        }
    }

    /** Memory for the inside of one call; the next call may write over it. */
    Storage scratch(DType dtype, int... shape) {
        return scratch.computeIfAbsent(new DimsKey(dtype, shape), key -> Storage.allocate(dtype, shape));
    }

    /** A scalar operand; valid until the next call of this method with the same type. */
    Storage scalar(DType dtype, double value) {
        Storage scalar = scalars.computeIfAbsent(dtype, key -> Storage.allocate(dtype, Shapes.SCALAR));
        scalar.set(0, value);
        return scalar;
    }

    private Context context(NativeOp op) {
        Context context = contexts.get(op);
        if (context == null) {
            context = build(op);
            contexts.put(op, context);
        } else {
            // Binding allocates a native array each time; only a purge frees them.
            ops.ctxPurge(context.handle);
        }
        return context;
    }

    private Context build(NativeOp op) {
        CustomOpDescriptor descriptor =
                Nd4j.getExecutioner().getCustomOperations().get(op.name);
        if (descriptor == null) {
            throw new IllegalStateException("the native library has no operation named '" + op.name + "'");
        }
        OpaqueContext handle = ops.createGraphContext(1);
        // Our primitives have computed and checked the shapes already.
        ops.ctxShapeFunctionOverride(handle, true);
        if (op.integers.length > 0) {
            try (LongPointer values = new LongPointer(op.integers)) {
                ops.setGraphContextIArguments(handle, values, op.integers.length);
            }
        }
        if (op.reals.length > 0) {
            try (DoublePointer values = new DoublePointer(op.reals)) {
                ops.setGraphContextTArguments(handle, values, op.reals.length);
            }
        }
        if (op.flags.length > 0) {
            try (BooleanPointer values = new BooleanPointer(op.flags)) {
                ops.setGraphContextBArguments(handle, values, op.flags.length);
            }
        }
        return new Context(handle, descriptor.getHash());
    }

    private void input(Context context, int index, Storage storage) {
        ops.setGraphContextInputBuffer(context.handle, index, storage.opaque, storage.shapeInfo, null);
    }

    private void finish(NativeOp op, Context context, Storage... out) {
        for (int i = 0; i < out.length; i++) {
            ops.setGraphContextOutputBuffer(context.handle, i, out[i].opaque, out[i].shapeInfo, null);
        }
        int status = ops.execCustomOp2(null, context.hash, context.handle);
        if (status != 0) {
            throw new IllegalStateException("native operation " + op + " failed with status " + status + " ("
                    + ops.lastErrorMessage() + ") for outputs of shape "
                    + Arrays.deepToString(
                            Arrays.stream(out).map(storage -> storage.shape).toArray()));
        }
    }

    long scratchBytes() {
        return scratch.values().stream().mapToLong(Storage::byteSize).sum();
    }

    @Override
    public void close() {
        contexts.values().forEach(context -> ops.deleteGraphContext(context.handle));
        contexts.clear();
        scratch.values().forEach(Storage::free);
        scratch.clear();
        scalars.values().forEach(Storage::free);
        scalars.clear();
    }
}
