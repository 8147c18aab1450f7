package dev.starling.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The published facts of the real files: counts, histograms, first labels. */
@Tag("data")
class RealDataTest {
    private Path root;

    @BeforeEach
    void requireData() {
        String folder = System.getenv("STARLING_DATA");
        assumeThat(folder)
                .as("STARLING_DATA names no folder: fetch the data with scripts/fetch-data and set it")
                .isNotBlank();
        root = Path.of(folder);
    }

    @Test
    void digitsAreTheStandardOnesWithTheirWriters() {
        DataSet set = DataSets.open("qmnist", root);

        assertThat(set.train().labelHistogram())
                .containsExactly(5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949);
        assertThat(set.test().labelHistogram()).containsExactly(980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009);
        assertThat(Arrays.copyOf(set.train().labels(), 10)).containsExactly(5, 0, 4, 1, 9, 2, 1, 3, 1, 4);
        Partitioner.Natural train = new Partitioner.Natural(set.trainKeys());
        Partitioner.Natural test = new Partitioner.Natural(set.testKeys());
        assertThat(train.eligible()).isEqualTo(539);
        assertThat(test.eligible()).isEqualTo(297);
        assertThat(new Partitioner.Natural(set.trainKeys(), 100).eligible()).isEqualTo(440);
        int[] sizes =
                train.partition(set.train().labels(), 10, 539, Randoms.of(1)).sizes();
        assertThat(Arrays.stream(sizes).min()).hasValue(19);
        assertThat(Arrays.stream(sizes).max()).hasValue(131);
        assertThat(Arrays.stream(set.trainKeys()).distinct().toArray())
                .doesNotContain(Arrays.stream(set.testKeys()).distinct().toArray());
    }

    @Test
    void garmentsAreTheStandardOnes() {
        DataSet set = DataSets.open("fashion-mnist", root);

        assertThat(set.train().labelHistogram()).containsOnly(6000).hasSize(10);
        assertThat(set.test().labelHistogram()).containsOnly(1000).hasSize(10);
        assertThat(set.train().inputShape()).containsExactly(28, 28, 1);
    }

    @Test
    void settingAStartsFromABalancedPooledSubset() {
        DataSet set = DataSets.balancedSubset(DataSets.open("fashion-mnist", root), 3000, 1500, Randoms.of(0))
                .averagePooled(2);

        assertThat(set.train().inputShape()).containsExactly(14, 14, 1);
        assertThat(set.train().labelHistogram()).containsOnly(300);
        assertThat(set.test().labelHistogram()).containsOnly(150);
        Partition partition = new Partitioner.Shards(2, Partitioner.Shards.Rule.DISTINCT_CLASSES)
                .partition(set.train().labels(), 10, 20, Randoms.of(0));
        assertThat(partition.sizes()).containsOnly(150);
        float[] input = new float[196];
        set.train().copyInput(17, input, 0);
        for (float value : input) {
            assertThat(value).isBetween(0f, 1f);
        }
    }

    @Test
    void theLosslessPrefixOfCifarIsTheStandardOne() {
        assumeFile("cifar10/data_batch_1.first4000.bin.gz");
        DataSet set = DataSets.open("cifar10-prefix", root);

        Examples all = Examples.concat(List.of(set.train(), set.test()));
        assertThat(set.test().count()).isEqualTo(800);
        assertThat(all.labelHistogram()).containsExactly(396, 366, 420, 384, 422, 393, 414, 385, 407, 413);
        assertThat(Arrays.copyOf(all.labels(), 10)).containsExactly(6, 9, 9, 4, 1, 1, 2, 7, 8, 3);
        float[] input = new float[3072];
        all.with(Preprocessing.NONE).copyInput(0, input, 0);
        assertThat(new float[] {input[0], input[3], input[6], input[9], input[12]})
                .containsExactly(59, 43, 50, 68, 98);
    }

    @Test
    void jpegImagesOfCifarAreCloseToTheLosslessOnes() {
        assumeFile("cifar10/cifar10-jpeg-train-10000.tar.gz");
        DataSet set = DataSets.open("cifar10-jpeg-small", root);

        assertThat(set.train().labelHistogram()).containsOnly(1000).hasSize(10);
        assertThat(set.test().labelHistogram()).containsOnly(200).hasSize(10);
    }

    private void assumeFile(String file) {
        assumeThat(root.resolve(file)).as("this part of the data is not there").exists();
    }

    @Test
    void thePlaysHaveTheirRolesAndSpeeches() {
        Path works = root.resolve("shakespeare/shakespeare-works.zip");
        List<Shakespeare.Role> roles =
                Shakespeare.roles(Files.exists(works) ? works : root.resolve("shakespeare/works"));

        assertThat(roles.stream().map(Shakespeare.Role::play).distinct()).hasSize(37);
        assertThat(roles.stream().mapToInt(role -> role.speeches().size()).sum())
                .isEqualTo(30_996);
        // 1,352 names as printed; five of them differ from another by a colon or a space at the end only.
        assertThat(roles).hasSize(1347);
        assertThat(roles.stream().filter(role -> role.speeches().size() >= 10)).hasSize(622);
        assertThat(roles.stream().filter(role -> role.speeches().size() >= 50)).hasSize(199);
        Map<String, Integer> speeches = roles.stream()
                .filter(role -> role.play().equals("hamlet") || role.play().equals("othello"))
                .collect(Collectors.toMap(
                        Shakespeare.Role::name, role -> role.speeches().size(), Integer::max));
        assertThat(speeches)
                .containsEntry("HAMLET", 359)
                .containsEntry("OTHELLO", 274)
                .containsEntry("IAGO", 272);
    }

    @Test
    void rolesBecomeClientsThatPredictTheNextCharacter() {
        DataSet set = DataSets.open("shakespeare", root);
        Map<Integer, Long> train = Arrays.stream(set.trainKeys())
                .boxed()
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));

        assertThat(train.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(set.testKeys()).boxed().collect(Collectors.toSet()));
        assertThat(set.train().count()).isGreaterThan(3_000_000);
        assertThat(set.train().sizeBytes()).isLessThan(60_000_000);
    }

    @Test
    void theTinyCorpusHasItsLength() {
        DataSet set = DataSets.open("tiny-shakespeare", root);

        // 1,003,854 and 111,540 characters less 80 each, and less what runs of spaces lose.
        assertThat(set.train().count()).isBetween(1_003_700, 1_003_774);
        assertThat(set.test().count()).isBetween(111_400, 111_460);
    }

    @Test
    void symbolsOfFiftyAlphabetsHaveTwentyDrawingsEach() {
        assumeFile("omniglot/images_background.zip");
        Omniglot omniglot = Omniglot.read(root);

        assertThat(omniglot.symbols()).hasSize(1623);
        assertThat(omniglot.symbols().stream().map(Omniglot.Symbol::alphabet).distinct())
                .hasSize(50);
        assertThat(omniglot.symbols().get(0)).isEqualTo(new Omniglot.Symbol("Alphabet_of_the_Magi", "character01"));
        assertThat(omniglot.symbols().get(964)).isEqualTo(new Omniglot.Symbol("Angelic", "character01"));
        float[] image = new float[784];
        double ink = 0;
        for (int i = 0; i < omniglot.images().count(); i += 97) {
            omniglot.images().copyInput(i, image, 0);
            for (float value : image) {
                ink += value;
            }
        }
        // Strokes cover a small part of the paper.
        assertThat(ink / (784 * 335)).isBetween(0.03, 0.12);
    }

    @Test
    void treebanksHaveTheirWords() {
        assumeFile("ud-pos/te_mtg-ud-train.conllu.gz");

        assertThat(UdPos.read(root, "te_mtg", "train", 64).count()).isEqualTo(5082);
        assertThat(UdPos.read(root, "tr_framenet", "dev", 64).count()).isEqualTo(1421);
        Examples english = UdPos.read(root, "en_ewt", "test", 64);
        assertThat(Arrays.stream(english.labels()).distinct()).hasSize(17);
    }
}
