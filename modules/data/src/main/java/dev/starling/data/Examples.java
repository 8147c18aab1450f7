package dev.starling.data;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * Labelled examples, held as they came (pixels as unsigned bytes, features as float32, characters as windows of one
 * text) and scaled only when a batch is made.
 *
 * <p><b>Shapes.</b> An input is {@code inputShape()}, row-major, channels last: {@code [height, width, channels]} for
 * images, {@code [features]} otherwise. <b>Range.</b> Labels are 0 .. {@code classes() - 1}. <b>Thread-safety.</b>
 * Immutable; any thread may read. Java serialization carries {@link #toBytes}.
 */
public final class Examples implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Features features;
    private final int[] shape;
    private final int[] labels;
    private final int classes;
    private final Preprocessing preprocessing;
    /** What each byte value becomes, [channel][value]; empty when values are floats. */
    private final float[][] table;

    private Examples(Features features, int[] shape, int[] labels, int classes, Preprocessing preprocessing) {
        this.features = features;
        this.shape = shape;
        this.labels = labels;
        this.classes = classes;
        this.preprocessing = preprocessing;
        int size = size(shape);
        if (classes < 1) {
            throw new IllegalArgumentException("classes is " + classes + ": there must be at least 1");
        }
        if (features.size() != size || features.count() != labels.length) {
            throw new IllegalArgumentException(
                    "there are " + labels.length + " labels for " + features.count() + " inputs of " + features.size()
                            + " values; the shape " + Arrays.toString(shape) + " has " + size);
        }
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0 || labels[i] >= classes) {
                throw new DataException("label of example " + i + " is " + labels[i] + " but there are " + classes
                        + " classes: labels run from 0 to " + (classes - 1));
            }
        }
        preprocessing.requireChannels(channels());
        this.table = features instanceof Features.Floats ? new float[0][] : byteTable();
    }

    /** Examples of unsigned bytes: {@code raw} holds one input after another. Arrays are copied. */
    public static Examples ofBytes(
            byte[] raw, int[] inputShape, int[] labels, int classes, Preprocessing preprocessing) {
        return adoptBytes(raw.clone(), inputShape.clone(), labels.clone(), classes, preprocessing);
    }

    /** Examples of float32 features: {@code raw} holds one input after another. Arrays are copied. */
    public static Examples ofFloats(
            float[] raw, int[] inputShape, int[] labels, int classes, Preprocessing preprocessing) {
        return adoptFloats(raw.clone(), inputShape.clone(), labels.clone(), classes, preprocessing);
    }

    /**
     * Examples that are windows of one text of character ids: input i is {@code text[starts[i]]} and the
     * {@code length - 1} ids after it. Inputs are the ids themselves as float32. Arrays are copied.
     */
    public static Examples ofWindows(byte[] text, int[] starts, int length, int[] labels, int classes) {
        for (int start : starts) {
            if (start < 0 || start > text.length - length) {
                throw new IllegalArgumentException("a window of " + length + " starts at " + start + " in a text of "
                        + text.length + ": windows lie inside the text");
            }
        }
        Features windows = new Features.Windows(text.clone(), starts.clone(), length);
        return new Examples(windows, new int[] {length}, labels.clone(), classes, Preprocessing.NONE);
    }

    static Examples adoptBytes(byte[] raw, int[] shape, int[] labels, int classes, Preprocessing preprocessing) {
        return new Examples(new Features.Bytes(raw, size(shape)), shape, labels, classes, preprocessing);
    }

    static Examples adoptFloats(float[] raw, int[] shape, int[] labels, int classes, Preprocessing preprocessing) {
        return new Examples(new Features.Floats(raw, size(shape)), shape, labels, classes, preprocessing);
    }

    static Examples adopt(Features features, int[] shape, int[] labels, int classes, Preprocessing preprocessing) {
        return new Examples(features, shape, labels, classes, preprocessing);
    }

    /** How many examples there are. */
    public int count() {
        return labels.length;
    }

    /** The shape of one input; the caller owns the array. */
    public int[] inputShape() {
        return shape.clone();
    }

    /** How many values one input has. */
    public int inputSize() {
        return features.size();
    }

    /** How many classes the labels are from. */
    public int classes() {
        return classes;
    }

    /** The label of example i. */
    public int label(int i) {
        return labels[i];
    }

    /** All labels, in order; the caller owns the array. */
    public int[] labels() {
        return labels.clone();
    }

    /** How stored values become inputs. */
    public Preprocessing preprocessing() {
        return preprocessing;
    }

    /** Writes the preprocessed input i to {@code target[offset] .. target[offset + inputSize() - 1]}. */
    public void copyInput(int i, float[] target, int offset) {
        if (features instanceof Features.Bytes bytes) {
            lookUp(bytes.data(), i * bytes.size(), target, offset);
        } else if (features instanceof Features.Windows windows) {
            lookUp(windows.text(), windows.starts()[i], target, offset);
        } else if (features instanceof Features.Floats floats && preprocessing.changesNothing()) {
            System.arraycopy(floats.data(), i * floats.size(), target, offset, floats.size());
        } else {
            int channels = channels();
            for (int j = 0; j < features.size(); j++) {
                target[offset + j] = preprocessing.apply(features.value(i, j), j % channels);
            }
        }
    }

    private void lookUp(byte[] data, int start, float[] target, int offset) {
        int size = features.size();
        if (table.length == 1) {
            float[] values = table[0];
            for (int j = 0; j < size; j++) {
                target[offset + j] = values[data[start + j] & 0xff];
            }
            return;
        }
        int channel = 0;
        for (int j = 0; j < size; j++) {
            target[offset + j] = table[channel][data[start + j] & 0xff];
            channel = channel + 1 == table.length ? 0 : channel + 1;
        }
    }

    /** The examples named, in that order, in storage of their own. An index may come twice. */
    public Examples subset(int[] indices) {
        int[] chosen = new int[indices.length];
        for (int i = 0; i < indices.length; i++) {
            chosen[i] = labels[indices[i]];
        }
        return new Examples(features.rows(indices), shape, chosen, classes, preprocessing);
    }

    /** The same examples with another preprocessing; storage is shared. */
    public Examples with(Preprocessing other) {
        return new Examples(features, shape, labels, classes, other);
    }

    /** How many examples each class has, [classes]. */
    public int[] labelHistogram() {
        int[] counts = new int[classes];
        for (int label : labels) {
            counts[label]++;
        }
        return counts;
    }

    /**
     * Images whose pixels are means of {@code factor x factor} pixels, channel by channel; height and width must be
     * multiples of it. Means of bytes over 2x2 or 4x4 pixels are exact. Preprocessing stays as it was.
     */
    public Examples averagePooled(int factor) {
        return new Examples(
                Pooling.average(features, shape, factor), Pooling.shape(shape, factor), labels, classes, preprocessing);
    }

    /** All of several lists in order. They must agree in shape, classes, preprocessing and kind of storage. */
    public static Examples concat(List<Examples> parts) {
        return Concatenation.of(parts);
    }

    /** SHA-256 of shape, classes, preprocessing, stored values and labels, in hexadecimal. */
    public String sha256() {
        Digest digest = new Digest().add("examples").add(shape).add(classes).add(preprocessing.divisor());
        digest.add(preprocessing.mean().size());
        preprocessing.mean().forEach(digest::add);
        preprocessing.deviation().forEach(digest::add);
        features.digest(digest);
        return digest.add(labels).hex();
    }

    /** The examples as bytes for another process; {@link #fromBytes} reads them. At most 2 GiB. */
    public byte[] toBytes() {
        return ExamplesFormat.write(this);
    }

    /**
     * What {@link #toBytes} wrote.
     *
     * @throws DataException if the bytes are cut short or of another version
     */
    public static Examples fromBytes(byte[] bytes) {
        return ExamplesFormat.read(bytes);
    }

    /** What Java serialization writes instead of an {@code Examples}. */
    private record Travelling(byte[] bytes) implements Serializable {
        private static final long serialVersionUID = 1L;

        private Object readResolve() {
            return fromBytes(bytes);
        }
    }

    private Object writeReplace() {
        return new Travelling(toBytes());
    }

    /** Bytes of memory that inputs and labels occupy. */
    public long sizeBytes() {
        return features.sizeBytes() + 4L * labels.length;
    }

    @Override
    public String toString() {
        return count() + " examples of " + Arrays.toString(shape) + " in " + classes + " classes";
    }

    Features features() {
        return features;
    }

    int channels() {
        return shape.length == 3 ? shape[2] : 1;
    }

    private float[][] byteTable() {
        int distinct = preprocessing.mean().isEmpty() ? 1 : channels();
        float[][] values = new float[distinct][256];
        for (int channel = 0; channel < distinct; channel++) {
            for (int value = 0; value < 256; value++) {
                values[channel][value] = preprocessing.apply(value, channel);
            }
        }
        return values;
    }

    private static int size(int[] shape) {
        int size = 1;
        for (int length : shape) {
            size = Math.multiplyExact(size, length);
        }
        if (shape.length == 0 || size < 1) {
            throw new IllegalArgumentException(
                    "input shape is " + Arrays.toString(shape) + ": give at least one dimension, each at least 1");
        }
        return size;
    }
}
