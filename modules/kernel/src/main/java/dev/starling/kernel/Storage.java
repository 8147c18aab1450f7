package dev.starling.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;
import org.nd4j.nativeblas.OpaqueConstantShapeBuffer;
import org.nd4j.nativeblas.OpaqueDataBuffer;

/**
 * Row-major native memory with a shape, in the forms that native operations and Java loops want it. Building one costs many
 * microseconds, so a root scope hands the same objects out again, and a storage remembers the views taken of it.
 */
final class Storage {
    /** AVX-512 loads that straddle cache lines cost twice; malloc aligns to 16 only. */
    private static final int ALIGNMENT = 64;

    private record View(int offset, DimsKey shape) {}

    /** A place in memory that belongs to another pointer. */
    private static final class Address extends Pointer {
        Address(long address) {
            this.address = address;
        }
    }

    final DType dtype;
    final int[] shape;
    final int size;
    final Pointer pointer;
    final OpaqueDataBuffer opaque;
    final Pointer shapeInfo;

    private final ByteBuffer bytes;
    private final FloatBuffer floats;
    private final DoubleBuffer doubles;
    private final IntBuffer ints;

    /** The allocation, for storages that own it. */
    private final BytePointer memory;

    /** Keeps what a view borrows from reachable. */
    private final Object lender;

    private Map<View, Storage> views;
    private INDArray array;

    private Storage(DType dtype, int[] shape, Pointer start, BytePointer memory, Object lender) {
        this.dtype = dtype;
        this.shape = shape;
        this.size = Shapes.size(shape);
        this.memory = memory;
        this.lender = lender;
        Pointer typed = switch (dtype) {
            case FLOAT32 -> new FloatPointer(start);
            case FLOAT64 -> new DoublePointer(start);
            case INT32 -> new IntPointer(start);
        };
        this.pointer = typed.position(0).limit(size).capacity(size);
        this.opaque = OpaqueDataBuffer.externalizedDataBuffer(size, dtype.nd4j(), pointer, null);
        this.shapeInfo = shapeInfo(dtype, shape);
        this.bytes = new BytePointer(start)
                .position(0)
                .capacity((long) size * dtype.bytes())
                .asByteBuffer()
                .order(ByteOrder.nativeOrder());
        this.floats = dtype == DType.FLOAT32 ? bytes.asFloatBuffer() : null;
        this.doubles = dtype == DType.FLOAT64 ? bytes.asDoubleBuffer() : null;
        this.ints = dtype == DType.INT32 ? bytes.asIntBuffer() : null;
    }

    static Storage allocate(DType dtype, int[] shape) {
        long length = (long) Shapes.size(shape) * dtype.bytes();
        BytePointer memory = new BytePointer(length + ALIGNMENT);
        long shift = -memory.address() & (ALIGNMENT - 1);
        return new Storage(dtype, shape, at(memory, shift), memory, null);
    }

    /** A storage over row-major memory that someone else owns. */
    static Storage borrow(INDArray array) {
        long[] dims = array.shape();
        int[] shape = new int[dims.length];
        for (int axis = 0; axis < shape.length; axis++) {
            shape[axis] = Math.toIntExact(dims[axis]);
        }
        DType dtype = DType.of(array.dataType());
        Pointer start = at(array.data().addressPointer(), 0);
        return new Storage(dtype, shape, start, null, array);
    }

    private static Pointer at(Pointer base, long bytes) {
        long address = base.address() + bytes;
        return new Address(address);
    }

    /** ND4J's description of a row-major shape, which the native library keeps for good. */
    private static Pointer shapeInfo(DType dtype, int[] shape) {
        long[] dims = Arrays.stream(shape).asLongStream().toArray();
        long[] strides = new long[dims.length];
        for (int axis = 0; axis < dims.length; axis++) {
            strides[axis] = Shapes.span(shape, axis + 1, dims.length);
        }
        NativeOps ops = NativeOpsHolder.getInstance().getDeviceNativeOps();
        try (LongPointer dimsPointer = new LongPointer(dims);
                LongPointer stridesPointer = new LongPointer(strides)) {
            OpaqueConstantShapeBuffer handle = ops.shapeBuffer(
                    dims.length, dimsPointer, stridesPointer, dtype.nd4j().toInt(), 'c', 1, false);
            LongPointer info = new LongPointer(ops.getConstantShapeBufferPrimary(handle));
            ops.deleteConstantShapeBuffer(handle);
            return info;
        }
    }

    /** The elements from {@code offset} on under another shape; remembered. */
    Storage view(int offset, int[] viewShape) {
        if (offset == 0 && Arrays.equals(shape, viewShape)) {
            return this;
        }
        if (views == null) {
            views = new HashMap<>();
        }
        View key = new View(offset, new DimsKey(dtype, viewShape));
        Storage view = views.get(key);
        if (view == null) {
            view = new Storage(dtype, viewShape, at(pointer, (long) offset * dtype.bytes()), null, this);
            views.put(key, view);
        }
        return view;
    }

    long byteSize() {
        return (long) size * dtype.bytes();
    }

    ByteBuffer bytes() {
        return bytes;
    }

    FloatBuffer floats() {
        return floats;
    }

    DoubleBuffer doubles() {
        return doubles;
    }

    IntBuffer ints() {
        return ints;
    }

    double get(int index) {
        return switch (dtype) {
            case FLOAT32 -> floats.get(index);
            case FLOAT64 -> doubles.get(index);
            case INT32 -> ints.get(index);
        };
    }

    void set(int index, double value) {
        switch (dtype) {
            case FLOAT32 -> floats.put(index, (float) value);
            case FLOAT64 -> doubles.put(index, value);
            case INT32 -> ints.put(index, (int) value);
        }
    }

    void zero() {
        Pointer.memset(pointer, 0, byteSize());
    }

    void fill(double value) {
        fill(0, size, value);
    }

    /** Fills a run: the first few one by one, then by copying what is there already. */
    void fill(int offset, int length, double value) {
        int done = Math.min(length, 16);
        for (int i = 0; i < done; i++) {
            set(offset + i, value);
        }
        while (done < length) {
            int next = Math.min(done, length - done);
            copyFrom(offset + done, this, offset, next);
            done += next;
        }
    }

    /** Copies a run of elements. */
    void copyFrom(int offset, Storage source, int sourceOffset, int length) {
        int width = dtype.bytes();
        bytes.put(offset * width, source.bytes, sourceOffset * width, length * width);
    }

    /** The same memory as ND4J's array. */
    INDArray array() {
        if (array == null) {
            long[] dims = Arrays.stream(shape).asLongStream().toArray();
            array = Nd4j.create(Nd4j.createBuffer(pointer, size, dtype.nd4j()), dims);
        }
        return array;
    }

    /** Gives the memory back to the operating system; views and this object must not be used again. */
    void free() {
        if (views != null) {
            views.values().forEach(Storage::free);
        }
        NativeOpsHolder.getInstance().getDeviceNativeOps().deleteDataBuffer(opaque);
        if (memory != null) {
            memory.close();
        }
    }

    /** The storage that this one is a view of, null if it is none. */
    Storage lendingStorage() {
        return lender instanceof Storage storage ? storage : null;
    }

    /** How many elements after the other one's first this one begins. */
    int elementsBehind(Storage other) {
        return Math.toIntExact((pointer.address() - other.pointer.address()) / dtype.bytes());
    }

    /** The storage whose memory this one is a view of, itself if it is none. */
    Storage owner() {
        return lender instanceof Storage storage ? storage.owner() : this;
    }
}
