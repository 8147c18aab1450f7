package dev.starling.bench;

import com.typesafe.config.ConfigFactory;
import dev.starling.engine.Partial;
import dev.starling.engine.PlannedUnit;
import dev.starling.engine.Program;
import dev.starling.engine.RoundRequest;
import dev.starling.engine.RunSettings;
import dev.starling.engine.Settings;
import dev.starling.engine.State;
import dev.starling.engine.Team;
import dev.starling.engine.UnitRunner;
import dev.starling.engine.Worker;
import dev.starling.episodes.EpisodesFamily;
import dev.starling.episodes.IterationRow;
import dev.starling.episodes.MetaEvaluationRow;
import dev.starling.nn.Network;
import dev.starling.nn.Networks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Rounds of an experiment with episodes as the engine computes them: planned, drawn, computed by a team of threads, summed exactly,
 * advanced, with all their rows. Nothing is committed.
 */
final class EpisodeRounds implements Step {
    private static final int[] IMAGE = {28, 28, 1};

    private static final String SINUSOID = """
            tasks { family = sinusoid, shots = 10, queries = 10, test-queries = 100 }
            model { name = mlp, hidden = [40, 40] }
            meta-batch = 25, validation.every = 0
            methods = [ { name = maml, method = maml } ]
            """;
    private static final String MAML = """
            tasks { family = random-images, ways = 5, shots = 1, queries = 15 }
            model { name = conv4, hidden = [] }
            meta-batch = 4, validation.every = 0
            methods = [ { name = maml, method = maml, inner.rate = 0.4 } ]
            """;
    private static final String PROTONET = """
            tasks { family = random-images, ways = 5, shots = 5, train-ways = 60, queries = 5 }
            model { name = conv4, hidden = [] }
            meta-batch = 1, validation.every = 0
            methods = [ { name = protonet, method = protonet } ]
            """;

    private final Program program;
    private final Work work;
    private final boolean evaluates;
    private final Team team = new Team();
    private final List<Thread> followers = new ArrayList<>();
    private final Worker worker;
    private State state;

    private EpisodeRounds(String settings, Work work, boolean evaluates, int threads) {
        this.program = program(settings);
        this.work = work;
        this.evaluates = evaluates;
        this.state = program.initial();
        this.worker = program.open();
        for (int i = 1; i < threads; i++) {
            Thread follower = new Thread(this::follow, "follower-" + i);
            follower.start();
            followers.add(follower);
        }
    }

    /**
     * The rounds of a row: meta-training steps, or for {@code sinusoid-evaluation} the validation of one state.
     *
     * @param threads that compute them
     */
    static EpisodeRounds of(String row, int threads) {
        Network mlp = Networks.mlp(new int[] {1}, 1, 40, 40);
        Network conv4 = Networks.conv4(IMAGE, 5, 64);
        int[] positions = {28 * 28, 14 * 14, 7 * 7, 3 * 3};
        return switch (row) {
            case "sinusoid-maml-loop", "sinusoid-maml-vmap" ->
                new EpisodeRounds(
                        SINUSOID, Work.Layers.of(mlp).metaGradient(1, 10, 10).times(25), false, threads);
            case "sinusoid-evaluation" ->
                // The round after the last iteration: 10 steps, and both losses after 0 to 10.
                new EpisodeRounds(
                        SINUSOID + "\niterations = 1, validation.episodes = 600, evaluation.inner-steps = 10",
                        Work.Layers.of(mlp).adaptation(10, 10, 100).times(600),
                        true,
                        threads);
            case "omniglot-maml2" ->
                new EpisodeRounds(
                        MAML,
                        Work.Layers.of(conv4, positions).metaGradient(1, 5, 75).times(4),
                        false,
                        threads);
            case "omniglot-protonet" ->
                new EpisodeRounds(
                        PROTONET,
                        Work.Layers.of(Networks.conv4Embedding(IMAGE, 64), positions)
                                .gradient(600),
                        false,
                        threads);
            default -> throw new IllegalArgumentException("There are no rounds '" + row + "'");
        };
    }

    private static Program program(String settings) {
        String text = "starling { experiment = episodes, name = bench, episodes {\niterations = 1000000000\n" + settings
                + "\n} }";
        Settings read =
                RunSettings.of(ConfigFactory.parseString(text), Map.of()).settings();
        return new EpisodesFamily().read(read).trials().get(0).program();
    }

    @Override
    public double step() {
        if (evaluates) {
            state = new State(1, state.vectors(), state.constants());
        }
        List<PlannedUnit> units = program.plan(state).stream()
                .map(unit -> new PlannedUnit(unit.kind(), unit.group(), unit.key(), unit.weight(), null))
                .toList();
        Partial partial = team.round(
                new RoundRequest("bench", "bench", 0, program, program.seen(state), units, null), member(worker));
        partial.rows();
        Program.Advance advance = program.advance(state, partial.results());
        if (!evaluates) {
            state = advance.state();
        }
        return advance.rows().stream()
                .mapToDouble(row ->
                        row instanceof IterationRow iteration ? iteration.loss() : ((MetaEvaluationRow) row).loss())
                .sum();
    }

    private Function<Team.Round, Partial> member(Worker mine) {
        return round -> UnitRunner.run(mine, round, unit -> program.inputs().load(unit.group(), unit.key()));
    }

    private void follow() {
        try (Worker mine = program.open()) {
            team.follow(member(mine));
        }
    }

    @Override
    public Work work() {
        return work;
    }

    @Override
    public int leastSteps() {
        return 1;
    }

    @Override
    public void close() {
        team.end();
        for (Thread follower : followers) {
            try {
                follower.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        worker.close();
    }
}
