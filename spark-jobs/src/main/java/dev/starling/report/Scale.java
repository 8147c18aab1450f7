package dev.starling.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * A straight line from values to pixels, with round numbers for ticks.
 *
 * @param least value at {@code from}
 * @param greatest value at {@code to}, above {@code least}
 * @param from pixel
 * @param to pixel; below {@code from} for an axis that points up
 */
record Scale(double least, double greatest, double from, double to) {

    Scale {
        if (!(greatest > least) || !Double.isFinite(least) || !Double.isFinite(greatest)) {
            throw new IllegalArgumentException("a scale from %s to %s has no length".formatted(least, greatest));
        }
    }

    /** A scale around values: widened where they are all equal, and for an empty range 0 to 1. */
    static Scale around(double least, double greatest, double from, double to) {
        if (!Double.isFinite(least) || !Double.isFinite(greatest)) {
            return new Scale(0, 1, from, to);
        }
        double width = greatest - least;
        double tiny = 1e-9 * Math.max(1, Math.abs(greatest));
        return width > tiny
                ? new Scale(least, greatest, from, to)
                : new Scale(
                        least - Math.max(1e-6, Math.abs(least) / 20),
                        greatest + Math.max(1e-6, Math.abs(greatest) / 20),
                        from,
                        to);
    }

    /** The same scale, widened so that both ends are ticks. */
    Scale nice(int ticks) {
        double step = step(ticks);
        return new Scale(Math.floor(least / step + 1e-9) * step, Math.ceil(greatest / step - 1e-9) * step, from, to);
    }

    double at(double value) {
        return from + (Math.max(least, Math.min(greatest, value)) - least) / (greatest - least) * (to - from);
    }

    /** Round numbers between the ends, about so many. */
    List<Double> ticks(int about) {
        double step = step(about);
        List<Double> ticks = new ArrayList<>();
        for (long i = (long) Math.ceil(least / step - 1e-9); i * step <= greatest + step * 1e-9; i++) {
            ticks.add(i * step);
        }
        return ticks;
    }

    /** How a tick is written: as many decimals as the step between ticks has. */
    String label(double tick, int about) {
        int decimals = (int) Math.max(0, -Math.floor(Math.log10(step(about)) + 1e-9));
        BigDecimal rounded = new BigDecimal(tick).setScale(decimals, RoundingMode.HALF_EVEN);
        return rounded.signum() == 0 ? "0" : rounded.toPlainString();
    }

    private double step(int about) {
        double raw = (greatest - least) / Math.max(1, about);
        double power = Math.pow(10, Math.floor(Math.log10(raw)));
        double lead = raw / power;
        return power * (lead <= 1 + 1e-9 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10);
    }
}
