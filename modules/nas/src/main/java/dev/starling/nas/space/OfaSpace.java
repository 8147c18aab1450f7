package dev.starling.nas.space;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The subnets of Once-for-All's MobileNetV3 (Cai et al. 2020): slots are the resolution, the depths of five stages, the kernels of
 * 20 layers and their expansions, four layers a stage. The text is {@code r224:d2,3,4,3,2:k3,...:e6,...}. Layers beyond a stage's depth
 * have choices without effect.
 */
public final class OfaSpace implements SearchSpace {
    /** The only one. */
    public static final OfaSpace INSTANCE = new OfaSpace();

    /** Stages of layers. */
    public static final int STAGES = 5;

    /** Layers of all stages at the greatest depth. */
    public static final int LAYERS = 20;

    private static final String NAME = "ofa-mobilenet-v3";
    private static final int[] RESOLUTIONS =
            IntStream.rangeClosed(32, 56).map(i -> 4 * i).toArray();
    private static final int[] DEPTHS = {2, 3, 4};
    private static final int[] KERNELS = {3, 5, 7};
    private static final int[] EXPANSIONS = {3, 4, 6};

    private static final int DEPTH = 1;
    private static final int KERNEL = DEPTH + STAGES;
    private static final int EXPANSION = KERNEL + LAYERS;
    private static final int SLOTS = EXPANSION + LAYERS;

    private OfaSpace() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int[] choices() {
        int[] choices = new int[SLOTS];
        Arrays.fill(choices, DEPTHS.length);
        choices[0] = RESOLUTIONS.length;
        return choices;
    }

    @Override
    public String format(int... choices) {
        require(choices);
        return "r" + RESOLUTIONS[choices[0]]
                + ":d" + numbers(choices, DEPTH, STAGES, DEPTHS)
                + ":k" + numbers(choices, KERNEL, LAYERS, KERNELS)
                + ":e" + numbers(choices, EXPANSION, LAYERS, EXPANSIONS);
    }

    private static String numbers(int[] choices, int from, int count, int... values) {
        return IntStream.range(from, from + count)
                .mapToObj(slot -> String.valueOf(values[choices[slot]]))
                .collect(Collectors.joining(","));
    }

    @Override
    public int[] parse(String text) {
        Cursor cursor = new Cursor(NAME, text);
        int[] choices = new int[SLOTS];
        cursor.skip("r");
        choices[0] = cursor.number(RESOLUTIONS);
        read(cursor, ":d", choices, DEPTH, STAGES, DEPTHS);
        read(cursor, ":k", choices, KERNEL, LAYERS, KERNELS);
        read(cursor, ":e", choices, EXPANSION, LAYERS, EXPANSIONS);
        cursor.end();
        return choices;
    }

    private static void read(Cursor cursor, String mark, int[] choices, int from, int count, int... values) {
        for (int i = 0; i < count; i++) {
            cursor.skip(i == 0 ? mark : ",");
            choices[from + i] = cursor.number(values);
        }
    }

    /** The text with the first choices in layers beyond a stage's depth. */
    @Override
    public String canonicalKey(int... choices) {
        require(choices);
        int[] canonical = choices.clone();
        for (int layer = 0; layer < LAYERS; layer++) {
            if (!active(layer, choices)) {
                canonical[KERNEL + layer] = 0;
                canonical[EXPANSION + layer] = 0;
            }
        }
        return format(canonical);
    }

    /** Whether a layer is within its stage's depth. */
    public static boolean active(int layer, int... choices) {
        int inStage = LAYERS / STAGES;
        return layer % inStage < DEPTHS[choices[DEPTH + layer / inStage]];
    }
}
