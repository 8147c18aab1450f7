package dev.starling.report;

import java.util.Locale;

/** Coordinates of a picture, short: a tenth of a pixel is enough. */
final class Coordinates {

    private Coordinates() {}

    static String text(double value) {
        double rounded = Math.rint(value * 10) / 10 + 0.0;
        return rounded == Math.rint(rounded)
                ? String.format(Locale.ROOT, "%.0f", rounded)
                : String.format(Locale.ROOT, "%.1f", rounded);
    }

    static String pair(double x, double y) {
        return text(x) + "," + text(y);
    }
}
