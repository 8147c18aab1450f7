package dev.starling.report;

import dev.starling.engine.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Runs that look like federated ones, made from a seed. */
final class Fixture {

    private static final List<String> EVALUATIONS =
            List.of("run", "trial", "block", "round", "accuracy", "loss", "client_mean", "client_p10", "client_p90");
    private static final List<String> CLIENTS =
            List.of("run", "trial", "block", "round", "client", "train_loss", "update_norm", "status", "reason");
    private static final List<String> ROUNDS =
            List.of("run", "trial", "block", "round", "train_loss", "update_norm", "bytes_up", "bytes_down");

    private final String run;
    private final List<TrialFacts> trials = new ArrayList<>();
    private final List<List<Object>> evaluations = new ArrayList<>();
    private final List<List<Object>> clients = new ArrayList<>();
    private final List<List<Object>> federatedRounds = new ArrayList<>();
    private final List<List<Object>> rounds = new ArrayList<>();
    private final List<List<Object>> shards = new ArrayList<>();
    private final List<List<Object>> means = new ArrayList<>();

    Fixture(String run) {
        this.run = run;
    }

    /** Adds a setting's trials with seeds 0 .. seeds - 1; its accuracy ends at about {@code level}. */
    Fixture setting(String setting, double level, int seeds, int length) {
        for (int seed = 0; seed < seeds; seed++) {
            trial(setting, level, seed, length, true);
        }
        return this;
    }

    /** Adds a trial that has not ended. */
    Fixture begun(String setting, double level, int seed, int length) {
        trial(setting, level, seed, length, false);
        return this;
    }

    private void trial(String setting, double level, int seed, int length, boolean finished) {
        String id = setting.replaceAll("[^A-Za-z0-9._-]", "-") + "-seed" + seed;
        RandomGenerator random = Seed.of(seed).child(setting).random();
        double end = level + 0.008 * random.nextGaussian();
        double accuracy = 0;
        for (int round = 0; round <= length; round++) {
            accuracy = end - (end - 0.1) * Math.exp(-round / 9.0) + 0.015 * random.nextGaussian() / (1 + round / 20.0);
            evaluations.add(Arrays.asList(
                    run,
                    id,
                    0,
                    round,
                    accuracy,
                    2.3 * (1 - accuracy) + 0.1,
                    accuracy - 0.02,
                    accuracy - 0.2,
                    accuracy + 0.1));
            if (round < length) {
                round(id, setting, round, random);
            }
        }
        shards(id, seed);
        if (setting.contains("mix")) {
            means.add(Arrays.asList(run, id, 0, 20, 61_800L, 1_236_000L));
        }
        trials.add(new TrialFacts(
                run,
                id,
                setting,
                setting,
                seed,
                length,
                finished,
                finished ? "ab".repeat(32) : "",
                finished
                        ? Map.of(
                                "accuracy.final",
                                accuracy,
                                "accuracy.best",
                                accuracy + 0.02,
                                "loss.final",
                                2.3 * (1 - accuracy))
                        : Map.of()));
    }

    private void round(String id, String setting, int round, RandomGenerator random) {
        double loss = 1.6 * Math.exp(-round / 20.0) + 0.2;
        for (int i = 0; i < 5; i++) {
            boolean diverged = setting.equals("scaffold") && round > 50 && i == 3;
            clients.add(Arrays.asList(
                    run,
                    id,
                    0,
                    round,
                    (long) random.nextInt(20),
                    diverged ? null : loss * Math.exp(0.4 * random.nextGaussian()),
                    diverged ? null : 0.5 * Math.exp(0.3 * random.nextGaussian()),
                    diverged ? "diverged" : "ok",
                    diverged ? "entry 'model' has a value of NaN" : null));
        }
        federatedRounds.add(Arrays.asList(run, id, 0, round, loss, 0.5, 5L * 52_500, 5L * 52_500));
        rounds.add(Arrays.asList(run, id, 0, round, 12 + 6 * Math.abs(random.nextGaussian())));
    }

    private void shards(String id, int seed) {
        RandomGenerator random = Seed.of(seed).child("shards").random();
        for (int client = 0; client < 20; client++) {
            int[] labels = new int[10];
            labels[random.nextInt(10)] += 75;
            labels[random.nextInt(10)] += 75;
            shards.add(Arrays.asList(run, id, 0, (long) client, 150, labels));
        }
    }

    RunFacts facts(String name, String status, List<String> notices) {
        return new RunFacts(
                run,
                name,
                "federated",
                status,
                "",
                "2026-01-01T00:00:00Z",
                "{\n  \"name\" : \"" + name + "\"\n}",
                "d".repeat(64),
                "5".repeat(64),
                "0.1.0",
                Map.of("java", "17"),
                notices,
                trials,
                (table, trial) -> {
                    RunTable all = table(table);
                    return new RunTable(
                            all.columns(),
                            all.rows().stream()
                                    .filter(row -> trial.equals(all.text(row, "trial")))
                                    .toList());
                });
    }

    private RunTable table(String table) {
        return switch (table) {
            case "evaluations" -> new RunTable(EVALUATIONS, evaluations);
            case "clients" -> new RunTable(CLIENTS, clients);
            case "federated_rounds" -> new RunTable(ROUNDS, federatedRounds);
            case "rounds" -> new RunTable(List.of("run", "trial", "block", "round", "wall_millis"), rounds);
            case "means" -> new RunTable(List.of("run", "trial", "block", "means", "bytes_up", "bytes_down"), means);
            case "client_shards" ->
                new RunTable(List.of("run", "trial", "block", "client", "examples", "labels"), shards);
            default -> RunTable.NONE;
        };
    }
}
