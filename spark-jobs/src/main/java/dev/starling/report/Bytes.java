package dev.starling.report;

import java.util.Locale;

/** Bytes in the unit that suits the largest of them; 1 MB is a million bytes. */
record Bytes(String unit, double size) {

    static Bytes fitting(double greatest) {
        String[] units = {"B", "kB", "MB", "GB", "TB"};
        int index = 0;
        double size = 1;
        while (index < units.length - 1 && greatest >= 1000 * size) {
            size *= 1000;
            index++;
        }
        return new Bytes(units[index], size);
    }

    double scaled(double bytes) {
        return bytes / size;
    }

    static String text(double bytes) {
        if (!Double.isFinite(bytes)) {
            return "-";
        }
        Bytes fitting = fitting(Math.abs(bytes));
        return String.format(
                Locale.ROOT, fitting.size() == 1 ? "%.0f %s" : "%.2f %s", fitting.scaled(bytes), fitting.unit());
    }
}
