package dev.starling.episodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.engine.Experiment;
import dev.starling.engine.Family;
import dev.starling.engine.InputException;
import dev.starling.engine.RunSettings;
import dev.starling.engine.Settings;
import dev.starling.engine.Trial;
import dev.starling.episodes.task.Sinusoids;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EpisodesSettingsTest {

    private static EpisodicProgram program(Experiment experiment) {
        return (EpisodicProgram) experiment.trials().get(0).program();
    }

    @Test
    void isFoundByName() {
        assertThat(ServiceLoader.load(Family.class)).extracting(Family::name).contains("episodes");
    }

    @Test
    void defaults() {
        Experiment experiment = Runs.read("");
        Study study = program(experiment).study();
        assertThat(experiment.trials()).extracting(Trial::id).containsExactly("maml-seed0");
        assertThat(study.tasks()).isEqualTo(new Sinusoids(10, 10, 100, Math.PI));
        assertThat(study.networkRecipe().name()).isEqualTo("mlp");
        assertThat(study.networkRecipe().hidden()).containsExactly(40, 40);
        assertThat(study.networkRecipe().initialization()).isEqualTo(NetworkRecipe.Initialization.HE);
        assertThat(study.iterations()).isEqualTo(8000);
        assertThat(study.metaBatch()).isEqualTo(25);
        assertThat(study.validation()).isEqualTo(new Study.Validation(500, 100));
        assertThat(study.evaluation()).isEqualTo(new Study.Evaluation(600, 0, 10));
        assertThat(study.maxDivergedShare()).isEqualTo(0.5);
        assertThat(study.replays()).isTrue();
    }

    @Test
    void everyKey() {
        Study study = program(Runs.read("""
                        starling.episodes {
                          iterations = 7, meta-batch = 2, max-diverged-share = 0.25
                          tasks { family = sinusoid, shots = 3, queries = 4, test-queries = 5, sinusoid.phases = 6 }
                          model { name = tanh-mlp, hidden = [6], initialization = fan-in }
                          validation { every = 3, episodes = 8 }
                          evaluation { episodes = 9, seed = 10, inner-steps = 11 }
                        }
                        """)).study();
        assertThat(study.tasks()).isEqualTo(new Sinusoids(3, 4, 5, 6));
        assertThat(study.networkRecipe().name()).isEqualTo("tanh-mlp");
        assertThat(study.networkRecipe().hidden()).containsExactly(6);
        assertThat(study.networkRecipe().initialization()).isEqualTo(NetworkRecipe.Initialization.FAN_IN);
        assertThat(study.iterations()).isEqualTo(7);
        assertThat(study.metaBatch()).isEqualTo(2);
        assertThat(study.validation()).isEqualTo(new Study.Validation(3, 8));
        assertThat(study.evaluation()).isEqualTo(new Study.Evaluation(9, 10, 11));
        assertThat(study.maxDivergedShare()).isEqualTo(0.25);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sinusoid.conf",
                "sinusoid-full.conf",
                "sinusoid-reptile.conf",
                "moons.conf",
                "moons-energy.conf",
                "moons-fresh.conf",
                "circles.conf",
                "gaussians.conf",
                "hyper-sinusoid.conf",
                "hyper-sinusoid-small.conf",
                "hyper-cost.conf"
            })
    void experimentFilesAreReadable(String file) {
        Settings settings =
                RunSettings.read(Path.of("../../conf/episodes", file), Map.of()).settings();
        assertThat(new EpisodesFamily().read(settings).trials()).isNotEmpty();
        settings.group("episodes").checkAllRead();
    }

    @Test
    void trialsOfASeedStandTogether() {
        Experiment experiment = Runs.read(
                Runs.TINY
                        + "starling { seeds = [3, 7], episodes.methods = [{name = a, method = maml}, {name = b, method = joint}] }");
        assertThat(experiment.trials())
                .extracting(Trial::id)
                .containsExactly("a-seed3", "b-seed3", "a-seed7", "b-seed7");
    }

    @Test
    void theDataHashIsOfTheTasksAlone() {
        String hash = Runs.tiny("").dataHash();
        assertThat(Runs.tiny("iterations = 3").dataHash()).isEqualTo(hash);
        assertThat(Runs.tiny("tasks.shots = 6").dataHash()).isNotEqualTo(hash);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "methods = [{name = a, method = mamml}] | starling.episodes.methods[0].method is 'mamml' .. did you mean 'maml'? .. choose one of",
                "methods = [{name = a, method = maml, iner.rate = 1}] | unknown key starling.episodes.methods[0].iner .. did you mean 'inner'?",
                "methods = [{name = a, method = maml, inner.rat = 1}] | unknown key starling.episodes.methods[0].inner.rat .. did you mean 'rate'?",
                "methods = [{name = a, method = joint, inner.steps = 1}] | .inner.steps is 1 .. joint training has no inner steps",
                "methods = [{name = a, method = reptile, outer.optimizer = adams}] | did you mean 'adam'?",
                "methods = [{name = a, method = maml}, {name = a, method = joint}] | another method has this name",
                "methods = [{name = a/b, method = maml}] | .name is 'a/b' .. letters, digits",
                "methods = [{method = maml}] | starling.episodes.methods[0].name is not set",
                "methods = [] | starling.episodes.methods is [] .. name at least one",
                "tasks.family = sinusoids | starling.episodes.tasks.family is 'sinusoids' .. did you mean 'sinusoid'?",
                "tasks.shots = 0 | starling.episodes.tasks.shots is 0 .. from 1",
                "tasks.sinusoid.phase = 1 | unknown key starling.episodes.tasks.sinusoid.phase .. did you mean 'phases'?",
                "tasks.corruption.names = [contrast] | starling.episodes.tasks.corruption.names is .. only episodes of images are corrupted",
                "iteration = 7 | unknown key starling.episodes.iteration (test.conf: 13): did you mean 'iterations'?",
                "model.name = resnet | its network cannot be made .. There is no network 'resnet'",
                "max-diverged-share = 2 | give a number from 0.0 to 1.0",
            })
    void badInputIsRefusedWithWhatWhereAndWhatToDo(String setting, String pieces) {
        assertThatThrownBy(() -> Runs.tiny(setting))
                .isInstanceOf(InputException.class)
                .satisfies(e -> assertThat(e.getMessage()).contains(List.of(pieces.split(" \\.\\. "))));
    }
}
