package dev.starling.nas.space;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The 15,625 cells of NAS-Bench-201 (Dong and Yang 2020), the topology space of NATS-Bench. A cell has nodes 0 (its input) to 3 (its
 * output); node j is the sum of an operation of each node before it. Slots are the edges in the order of the text
 * {@code |op~0|+|op~0|op~1|+|op~0|op~1|op~2|}: 0 to 1, 0 to 2, 1 to 2, 0 to 3, 1 to 3, 2 to 3; choices are {@link CellOp}s.
 */
public final class CellSpace implements CountedSpace {
    /** The only one. */
    public static final CellSpace INSTANCE = new CellSpace();

    /** Nodes of a cell, its input and output among them. */
    public static final int NODES = 4;

    /** Edges of a cell. */
    public static final int EDGES = 6;

    private static final String CUT = "#";
    private static final String NAME = "nas-bench-201";

    // Of the skeleton and of an operation in all cells of all stages: 5 (k^2 c^2 + 2 c) over 16, 32 and 64 channels.
    private static final long PARAMETERS = 72_656;
    private static final long PARAMETERS_1X1 = 28_000;
    private static final long PARAMETERS_3X3 = 243_040;
    private static final long FEATURES = 64;

    // Multiply-accumulates at each of 32 x 32 pixels: a stage has a fourth of the pixels and four times the weights of
    // the one before.
    private static final long SKELETON_COST = 7_600;
    private static final long COST_1X1 = 3_840;
    private static final long COST_3X3 = 34_560;

    private CellSpace() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int[] choices() {
        int[] choices = new int[EDGES];
        java.util.Arrays.fill(choices, CellOp.ALL.length);
        return choices;
    }

    /** The slot of the edge from a node to a later one. */
    public static int edge(int from, int to) {
        return to * (to - 1) / 2 + from;
    }

    @Override
    public String format(int... choices) {
        require(choices);
        StringBuilder text = new StringBuilder();
        for (int to = 1; to < NODES; to++) {
            text.append(to == 1 ? "|" : "+|");
            for (int from = 0; from < to; from++) {
                text.append(CellOp.ALL[choices[edge(from, to)]].text())
                        .append('~')
                        .append(from)
                        .append('|');
            }
        }
        return text.toString();
    }

    @Override
    public int[] parse(String text) {
        Cursor cursor = new Cursor(NAME, text);
        int[] choices = new int[EDGES];
        for (int to = 1; to < NODES; to++) {
            cursor.skip(to == 1 ? "|" : "+|");
            for (int from = 0; from < to; from++) {
                choices[edge(from, to)] =
                        cursor.oneOf(Stream.of(CellOp.ALL).map(CellOp::text).toList());
                cursor.skip("~" + from + "|");
            }
        }
        cursor.end();
        return choices;
    }

    /**
     * Nodes written as sums of what flows into them, sorted: architectures that differ by nodes or edges without effect share it. As
     * published, a sum of nothing but cut edges is not itself counted as cut.
     */
    @Override
    public String canonicalKey(int... choices) {
        require(choices);
        String[] keys = new String[NODES];
        keys[0] = "0";
        for (int to = 1; to < NODES; to++) {
            List<String> parts = new ArrayList<>();
            for (int from = 0; from < to; from++) {
                parts.add(part(CellOp.ALL[choices[edge(from, to)]], keys[from]));
            }
            Collections.sort(parts);
            keys[to] = parts.stream().collect(Collectors.joining("+"));
        }
        return keys[NODES - 1];
    }

    private static String part(CellOp op, String from) {
        if (op == CellOp.NONE || from.equals(CUT)) {
            return CUT;
        }
        return op == CellOp.SKIP_CONNECT ? from : "(" + from + ")@" + op.text();
    }

    @Override
    public boolean reachable(int... choices) {
        require(choices);
        boolean[] reached = new boolean[NODES];
        reached[0] = true;
        for (int to = 1; to < NODES; to++) {
            for (int from = 0; from < to; from++) {
                reached[to] |= reached[from] && choices[edge(from, to)] != CellOp.NONE.ordinal();
            }
        }
        return reached[NODES - 1];
    }

    /** How many edges have an operation. */
    public static int count(CellOp op, int... choices) {
        int count = 0;
        for (int choice : choices) {
            count += choice == op.ordinal() ? 1 : 0;
        }
        return count;
    }

    @Override
    public long parameters(int classes, int... architecture) {
        require(architecture);
        return PARAMETERS
                + (FEATURES + 1) * classes
                + PARAMETERS_1X1 * count(CellOp.NOR_CONV_1X1, architecture)
                + PARAMETERS_3X3 * count(CellOp.NOR_CONV_3X3, architecture);
    }

    @Override
    public long multiplyAccumulates(int resolution, int classes, int... architecture) {
        require(architecture);
        long pixels = (long) resolution * resolution;
        return pixels
                        * (SKELETON_COST
                                + COST_1X1 * count(CellOp.NOR_CONV_1X1, architecture)
                                + COST_3X3 * count(CellOp.NOR_CONV_3X3, architecture))
                + (FEATURES + 1) * classes;
    }
}
