package dev.starling.spark;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.SlidingWindowReservoir;
import com.codahale.metrics.Timer;
import dev.starling.cluster.Traffic;
import dev.starling.engine.Outcome;
import dev.starling.engine.Partial;
import dev.starling.engine.Progress;
import dev.starling.engine.RoundRequest;
import dev.starling.engine.Row;
import dev.starling.engine.Stamped;
import dev.starling.engine.State;
import dev.starling.engine.Unit;
import dev.starling.engine.Vectors;
import dev.starling.engine.Worker;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.apache.spark.SparkEnv;
import org.bytedeco.javacpp.Pointer;

/**
 * What this process computes and has computed, for metrics and live progress; no result depends on it. A process computes for one
 * application at a time, whose tasks have no other way to find it than that it is static. Thread-safe.
 */
final class Activity {

    /** Percentiles are of so many rounds. A window costs nanoseconds a round, which decaying samples do not. */
    private static final int WINDOW = 512;

    private static volatile Activity here = new Activity();

    private final Timer rounds = new Timer(new SlidingWindowReservoir(WINDOW));
    private final LongAdder units = new LongAdder();
    private final LongAdder contributionBytes = new LongAdder();
    private final Map<String, Integer> led = new ConcurrentHashMap<>();
    private final List<Traffic> traffic = new CopyOnWriteArrayList<>();
    private final Set<Seat> seats = ConcurrentHashMap.newKeySet();
    private long stepsOfThoseWhoLeft;

    private Activity() {}

    /** Of the application that this process computes for. */
    static Activity here() {
        return here;
    }

    /** Starts counting for an application. */
    static Activity begin() {
        here = new Activity();
        return here;
    }

    /** Shows it in a registry. */
    void register(MetricRegistry registry) {
        registry.register(Metric.EXCHANGE_ROUND_TIME, rounds);
        for (Metric metric : Metric.values()) {
            registry.register(metric.label(), (Gauge<Long>) () -> count(metric));
        }
    }

    long count(Metric metric) {
        return switch (metric) {
            case UNITS -> units.sum();
            case STEPS -> steps();
            case ROUNDS -> rounds.getCount();
            case CONTRIBUTION_BYTES -> contributionBytes.sum();
            case FRAMES_SENT -> ofNodes(Traffic::framesSent);
            case FRAMES_RECEIVED -> ofNodes(Traffic::framesReceived);
            case FRAME_BYTES_SENT -> ofNodes(Traffic::bytesSent);
            case FRAMES_REPEATED -> ofNodes(Traffic::repeated);
            case FRAMES_REFUSED -> ofNodes(Traffic::refused);
            case FRAMES_RETRANSMITTED -> ofNodes(Traffic::retransmits);
            // To ask before would unpack the native library beside its lock.
            case NATIVE_BYTES -> Arithmetic.isKnown() ? Pointer.physicalBytes() : 0;
        };
    }

    private long ofNodes(ToLongFunction<Traffic> count) {
        return traffic.stream().mapToLong(count).sum();
    }

    private synchronized long steps() {
        return stepsOfThoseWhoLeft + seats.stream().mapToLong(Seat::made).sum();
    }

    /** What it says of itself. */
    Pulse pulse(String executor) {
        List<Doing> doing = new ArrayList<>();
        for (Seat seat : seats) {
            Doing now = seat.doing;
            if (now != null) {
                doing.add(now);
            }
        }
        Map<Metric, Long> counts = new EnumMap<>(Metric.class);
        for (Metric metric : Metric.values()) {
            counts.put(metric, count(metric));
        }
        return new Pulse(executor, led, doing, counts);
    }

    /** Counts what goes over the network from a node that was opened. */
    void opened(Traffic node) {
        traffic.add(node);
    }

    /** Notes that sums were handed on. */
    void handedOn(Partial sums) {
        contributionBytes.add(sums.sumBytes());
    }

    /** The same sums, with the time that they take. */
    Function<RoundRequest, Partial> timed(Function<RoundRequest, Partial> sum) {
        return request -> {
            long begun = System.nanoTime();
            Partial whole = sum.apply(request);
            rounds.update(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
            return whole;
        };
    }

    /** Is told of the rounds of a block that this process leads, until {@link #led} is called. */
    Progress leads() {
        return (trial, round, wallMillis) -> led.put(trial.id(), round + 1);
    }

    /** Says that this process leads no block of a trial any more. */
    void led(String trial) {
        led.remove(trial);
    }

    /** Watches a worker until the seat is closed; the worker stays its owner's. */
    Seat seat(String trial, Worker worker) {
        Seat seat = new Seat(trial, worker);
        seats.add(seat);
        return seat;
    }

    /** A worker at work. */
    final class Seat implements Worker {

        private final String trial;
        private final Worker worker;
        private final String executor = SparkEnv.get().executorId();
        private final long stepsBefore;
        private volatile Doing doing;

        private Seat(String trial, Worker worker) {
            this.trial = trial;
            this.worker = worker;
            this.stepsBefore = worker.steps();
        }

        @Override
        public Outcome run(Unit unit, Serializable input, State state, Vectors own) {
            doing = new Doing(trial, state.round(), unit.kind(), unit.key());
            long begun = System.nanoTime();
            try {
                Outcome outcome = worker.run(unit, input, state, own);
                units.increment();
                return stamped(outcome, (System.nanoTime() - begun) / 1e6);
            } finally {
                doing = null;
            }
        }

        private Outcome stamped(Outcome outcome, double millis) {
            if (outcome.rows().stream().noneMatch(row -> row instanceof Stamped)) {
                return outcome;
            }
            List<Row> rows = outcome.rows().stream()
                    .map(row -> row instanceof Stamped stamped ? stamped.stamped(executor, millis) : row)
                    .toList();
            return new Outcome(outcome.contribution(), outcome.gathered(), outcome.own(), rows);
        }

        private long made() {
            return worker.steps() - stepsBefore;
        }

        @Override
        public void close() {
            synchronized (Activity.this) {
                if (seats.remove(this)) {
                    stepsOfThoseWhoLeft += made();
                }
            }
        }
    }
}
