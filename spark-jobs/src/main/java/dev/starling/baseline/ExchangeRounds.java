package dev.starling.baseline;

import dev.starling.engine.Block;
import dev.starling.engine.Exchange;
import dev.starling.engine.Journal;
import dev.starling.engine.OwnStates;
import dev.starling.engine.Progress;
import dev.starling.engine.RoundRow;
import dev.starling.engine.Trial;
import dev.starling.engine.TrialLoop;
import dev.starling.spark.Arithmetic;
import dev.starling.spark.ClusterExchange;
import dev.starling.spark.Sessions;
import dev.starling.spark.SparkExchange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Times rounds that compute nothing, or an exact amount of nothing, in one session: plain Spark, our Spark exchange and the
 * resident one by turns, a block each. {@code ExchangeRounds MASTER CASE...}, a case being {@code PARAMETERS:WORK:ROUNDS:TURNS}: float32
 * elements of the model, milliseconds of arithmetic a unit, rounds a block, blocks of each exchange. Plain Spark is not asked where
 * there is work. One line of JSON a block: what the whole of it took, and each of its rounds. All models must come out alike.
 */
public final class ExchangeRounds implements AutoCloseable {

    private static final int CLIENT_BYTES = 4096;
    private static final long ADDITIONS = 50_000_000;
    private static final int CALIBRATIONS = 10;

    private final int slots;
    private final PlainRounds plain;
    private final Map<String, Exchange> exchanges = new LinkedHashMap<>();
    private final double additionsPerMilli;

    private ExchangeRounds(JavaSparkContext spark) {
        this.slots = spark.sc().defaultParallelism();
        this.plain = new PlainRounds(spark, slots, CLIENT_BYTES);
        String fingerprint = Arithmetic.survey(spark);
        exchanges.put("spark", new SparkExchange(spark, slots, fingerprint));
        exchanges.put("resident", new ClusterExchange(spark, slots, fingerprint, 1, 1));
        this.additionsPerMilli = additionsPerMilli();
    }

    public static void main(String[] args) {
        try (JavaSparkContext spark = Sessions.open("exchange rounds", args[0], Map.of());
                ExchangeRounds rounds = new ExchangeRounds(spark)) {
            Arrays.stream(args).skip(1).map(Case::parse).forEach(rounds::measure);
        }
    }

    private record Case(int parameters, int workMillis, int rounds, int turns) {
        static Case parse(String text) {
            int[] parts = Arrays.stream(text.split(":", -1))
                    .mapToInt(Integer::parseInt)
                    .toArray();
            return new Case(parts[0], parts[1], parts[2], parts[3]);
        }
    }

    /** The fastest of some calls, when the compiler has seen it and nobody was in the way. */
    private static double additionsPerMilli() {
        double fastest = 0;
        for (int call = 0; call < CALIBRATIONS; call++) {
            long begun = System.nanoTime();
            if (EmptyProgram.add(ADDITIONS) > 0) {
                fastest = Math.max(fastest, ADDITIONS * 1e6 / (System.nanoTime() - begun));
            }
        }
        return fastest;
    }

    private void measure(Case what) {
        EmptyProgram program =
                new EmptyProgram(what.parameters, slots, what.rounds, (long) (what.workMillis * additionsPerMilli));
        float[] expected = EmptyProgram.contribution(what.parameters);
        String trial = "empty-%s-%s".formatted(what.parameters, what.workMillis);
        for (int turn = 0; turn < what.turns; turn++) {
            if (what.workMillis == 0) {
                List<Double> millis = new ArrayList<>();
                long begun = System.nanoTime();
                float[] model = plain.block(what.parameters, what.rounds, millis);
                tell(what, turn, "plain", begun, millis, Arrays.equals(model, expected));
            }
            for (Map.Entry<String, Exchange> exchange : exchanges.entrySet()) {
                Last last = new Last();
                long begun = System.nanoTime();
                new TrialLoop("bench", exchange.getValue(), last, what.rounds, Progress.silent(), System::nanoTime)
                        .run(new Trial(trial, "empty", 0, program));
                tell(what, turn, exchange.getKey(), begun, last.millis(), last.is(expected));
            }
        }
        exchanges.values().forEach(exchange -> exchange.finished(trial));
    }

    private static void tell(Case what, int turn, String exchange, long begun, List<Double> millis, boolean right) {
        double blockMillis = (System.nanoTime() - begun) / 1e6;
        if (!right) {
            throw new IllegalStateException("%s rounds of %s came to another model".formatted(exchange, what));
        }
        String rounds = millis.stream()
                .map(each -> String.format(Locale.ROOT, "%.3f", each))
                .collect(Collectors.joining(","));
        System.out.println(String.format(
                Locale.ROOT,
                "{\"parameters\":%s,\"work\":%s,\"turn\":%s,\"exchange\":\"%s\",\"blockMillis\":%.3f,\"rounds\":[%s]}",
                what.parameters,
                what.workMillis,
                turn,
                exchange,
                blockMillis,
                rounds));
    }

    /** Keeps the one block of a trial that is run from its start each time. */
    private static final class Last implements Journal {

        private Block block;

        @Override
        public Optional<Position> position(String trial) {
            return Optional.empty();
        }

        @Override
        public void commit(Block committed) {
            block = committed;
        }

        @Override
        public OwnStates ownStates(String trial) {
            return OwnStates.none();
        }

        boolean is(float[] expected) {
            return Arrays.equals(block.conclusion().model().parameters(), expected);
        }

        List<Double> millis() {
            return block.rows().stream()
                    .filter(RoundRow.class::isInstance)
                    .map(row -> ((RoundRow) row).wallMillis())
                    .toList();
        }
    }

    @Override
    public void close() {
        exchanges.values().forEach(Exchange::close);
        plain.close();
    }
}
