package dev.starling.episodes.task;

import dev.starling.data.DataSet;
import dev.starling.data.DataSets;
import dev.starling.data.Draws;
import dev.starling.data.Examples;
import dev.starling.data.Preprocessing;
import dev.starling.data.Shared;
import dev.starling.engine.Seed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Fashion-MNIST, a change of the images a task; pretraining and retention show them as they are. Training images are dealt in random
 * order, so that no two tasks nor pretraining share one; test images are the same for all tasks. Child "deal" orders the images,
 * "permutation", by task, orders blocks.
 *
 * @param seenChanges of tasks that are trained on
 * @param unseenChanges of tasks that are only tested
 * @param sizes training images of each seen task
 * @param pretrainingExamples images as they are
 * @param validationExamples of each seen task
 * @param testExamples of each task, and of images as they are
 * @param side of the images, 28 or 14
 * @param seed all draws descend from it
 */
record GarmentTasks(
        String path,
        List<Change> seenChanges,
        List<Change> unseenChanges,
        List<Integer> sizes,
        int pretrainingExamples,
        int validationExamples,
        int testExamples,
        int side,
        long seed)
        implements TaskRecipe {
    private static final long serialVersionUID = 1L;

    GarmentTasks {
        seenChanges = List.copyOf(seenChanges);
        unseenChanges = List.copyOf(unseenChanges);
        sizes = List.copyOf(sizes);
    }

    @Override
    public String id() {
        return "fashion-mnist-tasks-%s-%s-%s-%s-%s-%s-%s-%s"
                .formatted(seen(), unseen(), sizes, pretrainingExamples, validationExamples, testExamples, side, seed);
    }

    @Override
    public List<String> seen() {
        return seenChanges.stream().map(Change::name).toList();
    }

    @Override
    public List<String> unseen() {
        return unseenChanges.stream().map(Change::name).toList();
    }

    @Override
    public Opened open() {
        DataSet set =
                Shared.get("fashion-mnist " + path, DataSet.class, () -> DataSets.open("fashion-mnist", Path.of(path)));
        int[] dealt = Draws.permutation(
                set.train().count(), Seed.of(seed).child("deal").child("train").random());
        int[] tested = Draws.permutation(
                set.test().count(), Seed.of(seed).child("deal").child("test").random());
        Examples test = set.test().subset(Arrays.copyOf(tested, testExamples));
        int at = pretrainingExamples;
        List<Examples> train = new ArrayList<>();
        List<Examples> validation = new ArrayList<>();
        for (int task = 0; task < seenChanges.size(); task++) {
            Change change = seenChanges.get(task);
            int end = at + sizes.get(task);
            train.add(changed(set.train().subset(Arrays.copyOfRange(dealt, at, end)), change));
            validation.add(
                    changed(set.train().subset(Arrays.copyOfRange(dealt, end, end + validationExamples)), change));
            at = end + validationExamples;
        }
        return new Opened(
                train,
                validation,
                Stream.concat(seenChanges.stream(), unseenChanges.stream())
                        .map(change -> changed(test, change))
                        .toList(),
                List.of(changed(set.train().subset(Arrays.copyOf(dealt, pretrainingExamples)), Change.NONE)),
                List.of(changed(test, Change.NONE)));
    }

    /** Training images that all tasks and pretraining take. */
    int taken() {
        return pretrainingExamples
                + sizes.size() * validationExamples
                + sizes.stream().mapToInt(Integer::intValue).sum();
    }

    private Examples changed(Examples images, Change change) {
        int full = images.inputShape()[0];
        int size = full * full;
        byte[] pixels = new byte[Math.multiplyExact(images.count(), size)];
        float[] image = new float[size];
        Change.Drawn drawn = change.drawn(full, Seed.of(seed));
        for (int i = 0; i < images.count(); i++) {
            images.copyInput(i, image, 0);
            drawn.write(image, pixels, i * size);
        }
        Examples changed = Examples.ofBytes(
                pixels, images.inputShape(), images.labels(), images.classes(), Preprocessing.UNIT_PIXELS);
        return side == full ? changed : changed.averagePooled(full / side);
    }

    /** Rotations by so many degrees, counterclockwise. */
    static List<Change> rotations(List<Integer> degrees) {
        return degrees.stream().map(Change::rotation).toList();
    }

    /** Permutations by number. */
    static List<Change> permutations(int from, int to) {
        return IntStream.range(from, to).mapToObj(Change::permutation).toList();
    }
}
