package dev.starling.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TeamTest {

    private static final int UNITS = 23;
    private static final int ROUNDS = 200;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Team team = new Team();

    @AfterEach
    void letGo() throws InterruptedException {
        team.end();
        threads.shutdownNow();
        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    @ParameterizedTest(name = "{0} followers, seed {1}")
    @CsvSource({"0, 1", "1, 2", "2, 3", "5, 4"})
    void whoeverTakesAUnitTheSumIsTheSame(int followers, long seed) throws Exception {
        List<Future<?>> following = follow(followers, member(seed));
        for (int round = 0; round < ROUNDS; round++) {
            RoundRequest request = request(round);
            Partial alone = UnitRunner.run(
                    worker(),
                    request.state(),
                    request.plannedWeights(),
                    request.units(),
                    unit -> null,
                    request.ownStates());

            Partial whole = team.round(request, member(seed));

            assertThat(whole.results().sum("add").mean("x"))
                    .as("round %s", round)
                    .isEqualTo(alone.results().sum("add").mean("x"));
            assertThat(whole.results().sum("add").units()).isEqualTo(UNITS);
            assertThat(whole.results().gathered("gather").keySet())
                    .isEqualTo(alone.results().gathered("gather").keySet());
            assertThat(whole.rows()).isEqualTo(alone.rows());
        }
        team.end();
        for (Future<?> each : following) {
            each.get();
        }
    }

    @Test
    void theHeaviestUnitsAreTakenFirst() {
        List<Long> weights = new ArrayList<>();
        team.round(request(0), round -> {
            round.forEach(unit -> weights.add(unit.weight()));
            return round.part();
        });
        assertThat(weights).hasSize(2 * UNITS).isSortedAccordingTo((a, b) -> Long.compare(b, a));
    }

    @ParameterizedTest(name = "unit {0}")
    @ValueSource(longs = {0, 7, UNITS - 1})
    void theFirstErrorOfAnyThreadReachesTheLeader(long bad) {
        follow(2, failing(bad));
        assertThatThrownBy(() -> team.round(request(0), failing(bad)))
                .isInstanceOf(Team.Failed.class)
                .hasCauseInstanceOf(DataException.class)
                .hasRootCauseMessage("unit " + bad);
    }

    @Test
    void aFollowerThatHangsDoesNotKeepAFailedLeader() throws Exception {
        CountDownLatch hanging = new CountDownLatch(1);
        follow(1, round -> {
            round.iterator().next();
            hanging.countDown();
            park();
            return round.part();
        });
        assertThatThrownBy(() -> team.round(request(0), round -> {
                    await(hanging);
                    throw new DataException("the leader's");
                }))
                .isInstanceOf(Team.Failed.class)
                .hasRootCauseMessage("the leader's");
    }

    @Test
    void aTeamThatIsStoppedTakesNoFurtherUnit() {
        AtomicInteger taken = new AtomicInteger();
        assertThatThrownBy(() -> team.round(request(0), round -> {
                    for (PlannedUnit unit : round) {
                        assertThat(unit).isNotNull();
                        if (taken.incrementAndGet() == 5) {
                            team.fail(new ResourceException("stopped"));
                        }
                    }
                    return round.part();
                }))
                .hasRootCauseMessage("stopped");
        assertThat(taken).hasValue(5);
    }

    @Test
    void theLeaderWaitsForAUnitThatAFollowerStillComputes() throws Exception {
        CountDownLatch joined = new CountDownLatch(1);
        Future<?> following = threads.submit(() -> team.follow(round -> {
            joined.countDown();
            return member(9).apply(round);
        }));
        Partial whole = team.round(request(0), round -> {
            await(joined);
            return round.part();
        });
        assertThat(whole.results().sum("add").units()).isEqualTo(UNITS);
        team.end();
        following.get();
    }

    @Test
    void someUnitsOfARoundAreScaledAsTheWholeRoundPlannedThem() {
        RoundRequest whole = request(0);
        List<PlannedUnit> mine = whole.units().subList(0, 10);
        Partial expected =
                UnitRunner.run(worker(), whole.state(), whole.plannedWeights(), mine, unit -> null, whole.ownStates());

        Partial part = team.round(whole, mine, member(3));

        assertThat(part.results().sum("add").shift())
                .isEqualTo(expected.results().sum("add").shift());
        assertThat(part.results().sum("add").units()).isEqualTo(5);
        assertThat(part.rows()).isEqualTo(expected.rows());
    }

    @Test
    void whoHasNoUnitToComputeIsNotAskedTo() {
        Partial none = team.round(request(0), List.of(), round -> {
            throw new IllegalStateException("a worker was opened for nothing");
        });
        assertThat(none.results().sum("add").units()).isZero();
        assertThat(none.results().sum("add").shift())
                .isEqualTo(new Partial(request(0).plannedWeights())
                        .results()
                        .sum("add")
                        .shift());
    }

    @Test
    void aTeamIsStoppedFromOutsideBeforeTheNextUnit() {
        AtomicInteger taken = new AtomicInteger();
        Team stopped = new Team(() -> {
            if (taken.get() == 5) {
                throw new ResourceException("the task was killed");
            }
        });
        assertThatThrownBy(() -> stopped.round(request(0), round -> {
                    round.forEach(unit -> taken.incrementAndGet());
                    return round.part();
                }))
                .isInstanceOf(Team.Failed.class)
                .hasRootCauseMessage("the task was killed");
        assertThat(taken).hasValue(5);
    }

    @Test
    void aLeaderThatWaitsForAUnitThatHangsIsStoppedFromOutside() {
        AtomicBoolean stop = new AtomicBoolean();
        Team stopped = new Team(() -> {
            if (stop.get()) {
                throw new ResourceException("the task was killed");
            }
        });
        CountDownLatch hanging = new CountDownLatch(1);
        Future<?> following = threads.submit(() -> stopped.follow(round -> {
            round.iterator().next();
            hanging.countDown();
            park();
            return round.part();
        }));
        assertThatThrownBy(() -> stopped.round(request(0), round -> {
                    await(hanging);
                    stop.set(true);
                    return round.part();
                }))
                .hasRootCauseMessage("the task was killed");
        assertThat(following).isNotDone();
    }

    @Test
    void aFollowerThatWaitsIsLetGoFromOutside() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        Team stopped = new Team(() -> {
            if (stop.get()) {
                throw new ResourceException("the task was killed");
            }
        });
        Future<?> following = threads.submit(() -> stopped.follow(member(1)));
        stop.set(true);
        following.get(5, TimeUnit.SECONDS);
    }

    private List<Future<?>> follow(int followers, Function<Team.Round, Partial> member) {
        List<Future<?>> following = new ArrayList<>();
        for (int i = 0; i < followers; i++) {
            following.add(threads.submit(() -> team.follow(member)));
        }
        return following;
    }

    /** Computes what it takes, now slowly, now fast. */
    private static Function<Team.Round, Partial> member(long seed) {
        return round -> {
            RandomGenerator random = Seed.of(seed)
                    .child(Thread.currentThread().getId())
                    .child(round.request().state().round())
                    .random();
            Worker worker = worker();
            Worker uneven = (unit, input, state, own) -> {
                for (int i = random.nextInt(1000); i > 0; i--) {
                    Thread.onSpinWait();
                }
                return worker.run(unit, input, state, own);
            };
            return run(round, uneven);
        };
    }

    private static Function<Team.Round, Partial> failing(long bad) {
        Worker worker = worker();
        return round -> run(round, (unit, input, state, own) -> {
            if (unit.key() == bad) {
                throw new DataException("unit " + bad);
            }
            return worker.run(unit, input, state, own);
        });
    }

    private static Partial run(Team.Round round, Worker worker) {
        return UnitRunner.run(worker, round, unit -> null);
    }

    private static Worker worker() {
        return (unit, input, state, own) -> {
            double x = Seed.of(state.round()).child(unit.key()).random().nextGaussian();
            Row row = new MetricRow(unit.kind(), x);
            return unit.kind().equals("add")
                    ? Outcome.of(Contribution.start().mean("x", x), row)
                    : Outcome.gather(Vectors.empty().with("x", x), row);
        };
    }

    private static RoundRequest request(int round) {
        List<PlannedUnit> units = new ArrayList<>();
        for (int key = 0; key < UNITS; key++) {
            units.add(new PlannedUnit("gather", "client", key, 1, null));
            units.add(new PlannedUnit("add", "client", key, 1 + key % 5, null));
        }
        return new RoundRequest(
                "run", "trial", 0, null, new State(round, Vectors.empty(), Vectors.empty()), units, OwnStates.none());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Until the test lets its threads go. */
    private static void park() {
        await(new CountDownLatch(1));
    }
}
