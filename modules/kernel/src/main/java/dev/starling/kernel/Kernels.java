package dev.starling.kernel;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.javacpp.BooleanPointer;
import org.bytedeco.javacpp.LongPointer;
import org.nd4j.linalg.api.ops.CustomOpDescriptor;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;
import org.nd4j.nativeblas.OpaqueContext;

/**
 * The way into ND4J's native operations. Those known by name get one call context for each set of fixed arguments, built once and
 * bound to new memory at each call: about 1.3 microseconds, where {@code Nd4j.exec} with a new op costs 7 to 14. Element-wise ones
 * on equal shapes are called by their number, which costs 0.2.
 */
final class Kernels implements AutoCloseable {
    private record Context(OpaqueContext handle, long hash) {}

    private final NativeOps ops = NativeOpsHolder.getInstance().getDeviceNativeOps();
    private final Map<NativeOp, Context> contexts = new HashMap<>();
    private final Map<DimsKey, Storage> scratch = new HashMap<>();
    private float[] heap = {};

    // ---- Operations by name

    void run(NativeOp op, Storage in, Storage out) {
        OpaqueContext handle = bind(op, out);
        ops.setGraphContextInputBuffer(handle, 0, in.opaque, in.shapeInfo, null);
        execute(op, out);
    }

    void run(NativeOp op, Storage a, Storage b, Storage out) {
        OpaqueContext handle = bind(op, out);
        ops.setGraphContextInputBuffer(handle, 0, a.opaque, a.shapeInfo, null);
        ops.setGraphContextInputBuffer(handle, 1, b.opaque, b.shapeInfo, null);
        execute(op, out);
    }

    void run(NativeOp op, Storage[] in, Storage... out) {
        OpaqueContext handle = bind(op, out[0]);
        for (int i = 1; i < out.length; i++) {
            ops.setGraphContextOutputBuffer(handle, i, out[i].opaque, out[i].shapeInfo, null);
        }
        for (int i = 0; i < in.length; i++) {
            ops.setGraphContextInputBuffer(handle, i, in[i].opaque, in[i].shapeInfo, null);
        }
        execute(op, out);
    }

    private OpaqueContext bind(NativeOp op, Storage firstOut) {
        Context context = contexts.get(op);
        if (context == null) {
            context = build(op);
            contexts.put(op, context);
        } else {
            // Binding allocates a native array each time; only a purge frees them.
            ops.ctxPurge(context.handle);
        }
        ops.setGraphContextOutputBuffer(context.handle, 0, firstOut.opaque, firstOut.shapeInfo, null);
        return context.handle;
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
        if (op.flags.length > 0) {
            try (BooleanPointer values = new BooleanPointer(op.flags)) {
                ops.setGraphContextBArguments(handle, values, op.flags.length);
            }
        }
        return new Context(handle, descriptor.getHash());
    }

    private void execute(NativeOp op, Storage... out) {
        Context context = contexts.get(op);
        int status = ops.execCustomOp2(null, context.hash, context.handle);
        if (status != 0) {
            throw new IllegalStateException("native operation " + op + " failed with status " + status + " ("
                    + ops.lastErrorMessage() + ") for outputs of shape "
                    + Arrays.deepToString(
                            Arrays.stream(out).map(storage -> storage.shape).toArray()));
        }
    }

    // ---- Element-wise operations by number, as ND4J 1.0.0-M2.1 counts them

    /** A function of floating numbers. */
    void strict(int number, Storage in, Storage out) {
        ops.execTransformStrict(null, number, in.opaque, shape(in), null, out.opaque, shape(out), null, null);
        check("strict", number);
    }

    /** A function whose result is floating. */
    void floating(int number, Storage in, Storage out) {
        ops.execTransformFloat(null, number, in.opaque, shape(in), null, out.opaque, shape(out), null, null);
        check("floating", number);
    }

    private static LongPointer shape(Storage storage) {
        return (LongPointer) storage.shapeInfo;
    }

    private void check(String family, int number) {
        if (ops.lastErrorCode() != 0) {
            throw new IllegalStateException(
                    "native operation " + family + " " + number + " failed: " + ops.lastErrorMessage());
        }
    }

    // ---- Memory for the inside of a call

    /** Anything; the next call may write over it. */
    Storage scratch(DType dtype, int... shape) {
        DimsKey key = new DimsKey(dtype, shape);
        Storage storage = scratch.get(key);
        if (storage == null) {
            storage = Storage.allocate(dtype, shape);
            scratch.put(key, storage);
        }
        return storage;
    }

    /** At least {@code length} numbers of anything on the Java heap; the next call may write over them. */
    float[] heap(int length) {
        if (heap.length < length) {
            heap = new float[length];
        }
        return heap;
    }

    long bytes() {
        long bytes = 0;
        for (Storage storage : scratch.values()) {
            bytes += storage.byteSize();
        }
        return bytes;
    }

    @Override
    public void close() {
        contexts.values().forEach(context -> ops.deleteGraphContext(context.handle));
        contexts.clear();
        scratch.values().forEach(Storage::free);
        scratch.clear();
    }
}
