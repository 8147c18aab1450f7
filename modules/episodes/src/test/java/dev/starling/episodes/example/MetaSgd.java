package dev.starling.episodes.example;

import dev.starling.engine.Contribution;
import dev.starling.engine.Program;
import dev.starling.engine.Seed;
import dev.starling.engine.Settings;
import dev.starling.engine.Sum;
import dev.starling.engine.TrainedModel;
import dev.starling.engine.Vectors;
import dev.starling.episodes.Episode;
import dev.starling.episodes.EpisodeLearner;
import dev.starling.episodes.EpisodicProgram;
import dev.starling.episodes.Figures;
import dev.starling.episodes.Method;
import dev.starling.episodes.MethodKind;
import dev.starling.episodes.NetworkRecipe;
import dev.starling.episodes.OuterOptimizer;
import dev.starling.episodes.Samples;
import dev.starling.episodes.Study;
import dev.starling.kernel.Derivatives;
import dev.starling.kernel.Scope;
import dev.starling.kernel.Tensor;
import dev.starling.nn.Network;
import dev.starling.nn.Pass;
import java.util.Arrays;
import java.util.List;

/** Meta-SGD (Li et al. 2017): one inner step, whose size is learned for each parameter together with where it begins. */
public final class MetaSgd implements MethodKind {

    @Override
    public List<String> names() {
        return List.of("meta-sgd");
    }

    @Override
    public Program program(Settings settings, Study study, long seed) {
        Learned method = new Learned(
                settings.text("name"),
                study.networkRecipe(),
                settings.number("first-rate", 0, 1e6),
                OuterOptimizer.read(settings.group("outer"), study.iterations()));
        return new EpisodicProgram(method, study, seed);
    }

    /** What is learned is one vector: the parameters, then their step sizes. */
    record Learned(String name, NetworkRecipe recipe, double firstRate, OuterOptimizer outer) implements Method {
        @Override
        public Vectors initial(Seed seed) {
            float[] parameters = recipe.initial(seed.child("initial").random());
            float[] both = Arrays.copyOf(parameters, 2 * parameters.length);
            Arrays.fill(both, parameters.length, both.length, (float) firstRate);
            return outer.begin(Vectors.empty().with(OuterOptimizer.MODEL, both));
        }

        @Override
        public EpisodeLearner open(Scope root) {
            return new Step(recipe.network());
        }

        @Override
        public Vectors advance(Vectors state, Sum episodes, int iteration) {
            return outer.step(state, episodes.mean("gradient"), iteration);
        }

        @Override
        public double learningRate(int iteration) {
            return outer.stepSize().at(iteration);
        }

        @Override
        public TrainedModel model(Vectors seen) {
            float[] both = seen.floats(OuterOptimizer.MODEL);
            return recipe.model(Arrays.copyOf(both, both.length / 2));
        }
    }

    /** An episode of functions to be fitted, as one function of tensors that is traced once and replayed. */
    private record Step(Network network) implements EpisodeLearner {
        @Override
        public Trained train(Scope scope, Episode episode, Vectors state, Seed random) {
            List<Tensor> results = results(scope, episode, state);
            Contribution gradient =
                    Contribution.start().mean("gradient", results.get(0).toFloats());
            return new Trained(gradient, figures(results, gradient.norm("gradient")));
        }

        @Override
        public Figures test(Scope scope, Episode episode, Vectors state, Seed random) {
            return figures(results(scope, episode, state), null);
        }

        private static Figures figures(List<Tensor> results, Double norm) {
            List<Double> support = List.of(results.get(1).item());
            List<Double> query = List.of(results.get(2).item(), results.get(3).item());
            return new Figures(support, query, List.of(), null, norm, null, List.of());
        }

        private List<Tensor> results(Scope scope, Episode episode, Vectors state) {
            float[] both = state.floats(OuterOptimizer.MODEL);
            Samples support = episode.support();
            Samples query = episode.query();
            List<Tensor> inputs = List.of(
                    scope.tensor(both, both.length),
                    scope.tensor(support.inputs(), support.count(), 1),
                    scope.tensor(support.targets(), support.count(), 1),
                    scope.tensor(query.inputs(), query.count(), 1),
                    scope.tensor(query.targets(), query.count(), 1));
            return scope.replay(network, inputs, this::step);
        }

        /** The outer gradient, the support loss before the step, and the query losses before and after. */
        private List<Tensor> step(List<Tensor> given) {
            Tensor both = given.get(0).scope().variable(given.get(0));
            List<Tensor> halves = both.split(0, both.size() / 2, both.size() / 2);
            Tensor before = loss(halves.get(0), given.get(1), given.get(2));
            Tensor slope = Derivatives.gradient(before, halves.subList(0, 1)).get(0);
            Tensor adapted = halves.get(0).sub(halves.get(1).mul(slope));
            Tensor after = loss(adapted, given.get(3), given.get(4));
            Tensor gradient = Derivatives.gradient(after, List.of(both)).get(0);
            return List.of(gradient, before, loss(halves.get(0), given.get(3), given.get(4)), after);
        }

        private Tensor loss(Tensor parameters, Tensor x, Tensor y) {
            return network.logits(parameters, x, Pass.plain()).sub(y).square().mean();
        }
    }
}
