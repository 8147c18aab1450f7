package dev.starling.report;

import java.util.Locale;

/**
 * How a figure is written. Shares of one (accuracies) are shown in percent and their differences in percentage points,
 * bytes in millions; everything else is shown as it is, with four significant digits.
 *
 * @param name the metric's or column's name, e.g. {@code accuracy.final}
 */
record Figure(String name) {

    boolean percent() {
        return is("accuracy");
    }

    private boolean bytes() {
        return is("bytes");
    }

    private boolean is(String kind) {
        return name.equals(kind) || name.startsWith(kind + ".");
    }

    /** Its unit in brackets after a space, or nothing. */
    String unit() {
        return percent() ? " [%]" : bytes() ? " [MB]" : "";
    }

    /** The unit of differences. */
    String differenceUnit() {
        return percent() ? " [percentage points]" : unit();
    }

    double scaled(double value) {
        return percent() ? 100 * value : bytes() ? value / 1e6 : value;
    }

    double unscaled(double shown) {
        return percent() ? shown / 100 : bytes() ? shown * 1e6 : shown;
    }

    String format(double value) {
        if (!Double.isFinite(value)) {
            return "-";
        }
        String text = percent() ? String.format(Locale.ROOT, "%.2f", 100 * value) : significant(scaled(value));
        return text.equals("-0.00") ? "0.00" : text;
    }

    String signed(double value) {
        String text = format(value);
        return Double.isFinite(value) && !text.startsWith("-") ? "+" + text : text;
    }

    /** Four significant digits without an exponent where that is readable. */
    static String significant(double value) {
        if (value == 0 || !Double.isFinite(value)) {
            return value == 0 ? "0" : String.valueOf(value);
        }
        int magnitude = (int) Math.floor(Math.log10(Math.abs(value)));
        if (magnitude < -4 || magnitude > 8) {
            return String.format(Locale.ROOT, "%.3e", value);
        }
        return String.format(Locale.ROOT, "%." + Math.max(0, 3 - magnitude) + "f", value);
    }

    /** A number as short as it gets, for coordinates and data in the page. */
    static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.4g", value);
    }
}
