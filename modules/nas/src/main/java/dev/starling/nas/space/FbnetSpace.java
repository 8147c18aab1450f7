package dev.starling.nas.space;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The 9^22 networks of FBNet (Wu et al. 2019): a block in each of 22 layers; the text is the blocks' names with {@code |} between. */
public final class FbnetSpace implements SearchSpace {
    /** The only one. */
    public static final FbnetSpace INSTANCE = new FbnetSpace();

    /** Layers that have a choice. */
    public static final int LAYERS = 22;

    private static final String NAME = "fbnet";
    private static final List<String> BLOCKS =
            List.of("k3_e1", "k3_e1_g2", "k3_e3", "k3_e6", "k5_e1", "k5_e1_g2", "k5_e3", "k5_e6", "skip");

    private FbnetSpace() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int[] choices() {
        int[] choices = new int[LAYERS];
        Arrays.fill(choices, BLOCKS.size());
        return choices;
    }

    @Override
    public String format(int... choices) {
        require(choices);
        return Arrays.stream(choices).mapToObj(BLOCKS::get).collect(Collectors.joining("|"));
    }

    @Override
    public int[] parse(String text) {
        Cursor cursor = new Cursor(NAME, text);
        int[] choices = new int[LAYERS];
        for (int layer = 0; layer < LAYERS; layer++) {
            if (layer > 0) {
                cursor.skip("|");
            }
            choices[layer] = cursor.oneOf(BLOCKS);
        }
        cursor.end();
        return choices;
    }
}
