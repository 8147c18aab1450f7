package dev.starling.data;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Examples as bytes: what travels between processes. Big-endian; a version byte comes first. */
final class ExamplesFormat {
    private static final int VERSION = 1;
    private static final int BYTES = 0;
    private static final int FLOATS = 1;
    private static final int WINDOWS = 2;

    private ExamplesFormat() {}

    static byte[] write(Examples examples) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            writeInts(out, examples.inputShape());
            out.writeInt(examples.classes());
            writeInts(out, examples.labels());
            Preprocessing preprocessing = examples.preprocessing();
            out.writeDouble(preprocessing.divisor());
            out.writeInt(preprocessing.mean().size());
            for (int channel = 0; channel < preprocessing.mean().size(); channel++) {
                out.writeDouble(preprocessing.mean().get(channel));
                out.writeDouble(preprocessing.deviation().get(channel));
            }
            writeFeatures(out, examples.features());
        } catch (IOException e) {
            throw new UncheckedIOException("memory refused bytes, which is a bug", e);
        }
        return bytes.toByteArray();
    }

    private static void writeFeatures(DataOutputStream out, Features features) throws IOException {
        if (features instanceof Features.Bytes pixels) {
            out.writeByte(BYTES);
            writeBytes(out, pixels.data());
        } else if (features instanceof Features.Floats floats) {
            out.writeByte(FLOATS);
            ByteBuffer buffer = ByteBuffer.allocate(Math.multiplyExact(4, floats.data().length));
            buffer.asFloatBuffer().put(floats.data());
            writeBytes(out, buffer.array());
        } else if (features instanceof Features.Windows windows) {
            out.writeByte(WINDOWS);
            writeBytes(out, windows.text());
            writeInts(out, windows.starts());
        }
    }

    static Examples read(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readByte();
            if (version != VERSION) {
                throw new DataException("examples were written in version " + version + " but this program reads "
                        + VERSION + ": use one version of Starling everywhere");
            }
            int[] shape = readInts(in);
            int classes = in.readInt();
            int[] labels = readInts(in);
            double divisor = in.readDouble();
            List<Double> mean = new ArrayList<>();
            List<Double> deviation = new ArrayList<>();
            int channels = in.readInt();
            for (int channel = 0; channel < channels; channel++) {
                mean.add(in.readDouble());
                deviation.add(in.readDouble());
            }
            Preprocessing preprocessing = new Preprocessing(divisor, mean, deviation);
            return readFeatures(in, shape, labels, classes, preprocessing);
        } catch (EOFException e) {
            throw new DataException(
                    "examples end after " + bytes.length + " bytes, in the middle: they were cut short", e);
        } catch (IOException e) {
            throw new UncheckedIOException("memory refused to be read, which is a bug", e);
        }
    }

    private static Examples readFeatures(
            DataInputStream in, int[] shape, int[] labels, int classes, Preprocessing preprocessing)
            throws IOException {
        int kind = in.readByte();
        byte[] data = readBytes(in);
        return switch (kind) {
            case BYTES -> Examples.adoptBytes(data, shape, labels, classes, preprocessing);
            case FLOATS -> {
                float[] values = new float[data.length / 4];
                ByteBuffer.wrap(data).asFloatBuffer().get(values);
                yield Examples.adoptFloats(values, shape, labels, classes, preprocessing);
            }
            case WINDOWS ->
                Examples.adopt(
                        new Features.Windows(data, readInts(in), shape[0]), shape, labels, classes, preprocessing);
            default ->
                throw new DataException("examples are of kind " + kind
                        + ", which this program does not know: they are corrupt or from a newer version");
        };
    }

    private static void writeInts(DataOutputStream out, int[] values) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(Math.multiplyExact(4, values.length));
        buffer.asIntBuffer().put(values);
        writeBytes(out, buffer.array());
    }

    private static int[] readInts(DataInputStream in) throws IOException {
        byte[] bytes = readBytes(in);
        int[] values = new int[bytes.length / 4];
        ByteBuffer.wrap(bytes).asIntBuffer().get(values);
        return values;
    }

    private static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] readBytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new EOFException("a length of " + length + " with " + in.available() + " bytes left");
        }
        return in.readNBytes(length);
    }
}
