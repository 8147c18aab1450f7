package dev.starling.data;

import java.util.Arrays;
import java.util.List;

/** Joins lists of examples of one kind. */
final class Concatenation {
    private Concatenation() {}

    static Examples of(List<Examples> parts) {
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("there is nothing to join: give at least one list of examples");
        }
        Examples first = parts.get(0);
        int count = 0;
        for (Examples part : parts) {
            if (!Arrays.equals(part.inputShape(), first.inputShape())
                    || part.classes() != first.classes()
                    || !part.preprocessing().equals(first.preprocessing())
                    || part.features().getClass() != first.features().getClass()) {
                throw new IllegalArgumentException("cannot join " + first + " and " + part
                        + ": shape, classes, preprocessing and storage must agree");
            }
            count = Math.addExact(count, part.count());
        }
        int[] labels = new int[count];
        int at = 0;
        for (Examples part : parts) {
            System.arraycopy(part.labels(), 0, labels, at, part.count());
            at += part.count();
        }
        Features features = features(parts.stream().map(Examples::features).toList(), count);
        return Examples.adopt(features, first.inputShape(), labels, first.classes(), first.preprocessing());
    }

    private static Features features(List<Features> parts, int count) {
        int size = parts.get(0).size();
        if (parts.get(0) instanceof Features.Bytes) {
            byte[] data = new byte[Math.multiplyExact(count, size)];
            int at = 0;
            for (Features part : parts) {
                byte[] piece = ((Features.Bytes) part).data();
                System.arraycopy(piece, 0, data, at, piece.length);
                at += piece.length;
            }
            return new Features.Bytes(data, size);
        }
        if (parts.get(0) instanceof Features.Floats) {
            float[] data = new float[Math.multiplyExact(count, size)];
            int at = 0;
            for (Features part : parts) {
                float[] piece = ((Features.Floats) part).data();
                System.arraycopy(piece, 0, data, at, piece.length);
                at += piece.length;
            }
            return new Features.Floats(data, size);
        }
        return windows(parts, count, size);
    }

    private static Features windows(List<Features> parts, int count, int size) {
        int length = 0;
        for (Features part : parts) {
            length = Math.addExact(length, ((Features.Windows) part).text().length);
        }
        byte[] text = new byte[length];
        int[] starts = new int[count];
        int textAt = 0;
        int at = 0;
        for (Features part : parts) {
            Features.Windows windows = (Features.Windows) part;
            System.arraycopy(windows.text(), 0, text, textAt, windows.text().length);
            for (int start : windows.starts()) {
                starts[at++] = textAt + start;
            }
            textAt += windows.text().length;
        }
        return new Features.Windows(text, starts, size);
    }
}
