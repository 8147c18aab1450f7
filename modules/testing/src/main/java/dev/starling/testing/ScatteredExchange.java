package dev.starling.testing;

import dev.starling.engine.Exchange;
import dev.starling.engine.Inputs;
import dev.starling.engine.Partial;
import dev.starling.engine.PlannedUnit;
import dev.starling.engine.Program;
import dev.starling.engine.RoundRequest;
import dev.starling.engine.Seed;
import dev.starling.engine.UnitRunner;
import dev.starling.engine.Worker;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Does what a cluster does to a round, at its worst: units in random order, dealt to workers that got the program and the
 * inputs as bytes, and parts that come back as bytes in random order.
 */
public final class ScatteredExchange implements Exchange {
    private final int workers;
    private final RandomGenerator random;

    public ScatteredExchange(int workers, long seed) {
        this.workers = workers;
        this.random = Seed.of(seed).random();
    }

    @Override
    public String name() {
        return "scattered";
    }

    @Override
    public Partial run(RoundRequest request) {
        List<List<PlannedUnit>> dealt = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
            dealt.add(new ArrayList<>());
        }
        int[] order = order(request.units().size());
        for (int i = 0; i < order.length; i++) {
            dealt.get(i % workers).add(request.units().get(order[i]));
        }
        List<byte[]> parts = new ArrayList<>();
        for (List<PlannedUnit> units : dealt) {
            Program program = travelled(request.program());
            Inputs inputs = travelled(program.inputs());
            try (Worker worker = program.open()) {
                parts.add(UnitRunner.run(
                                worker,
                                request.state(),
                                request.plannedWeights(),
                                units,
                                unit -> travelled(inputs.load(unit.group(), unit.key())),
                                request.ownStates())
                        .toBytes());
            }
        }
        Partial whole = new Partial(request.plannedWeights());
        for (int i : order(parts.size())) {
            whole.merge(Partial.fromBytes(parts.get(i)));
        }
        return whole;
    }

    private int[] order(int n) {
        return IntStream.range(0, n)
                .mapToObj(i -> new long[] {random.nextLong(), i})
                .sorted(Comparator.comparingLong(pair -> pair[0]))
                .mapToInt(pair -> (int) pair[1])
                .toArray();
    }

    @SuppressWarnings("unchecked")
    private static <T extends Serializable> T travelled(T object) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(object);
            }
            return (T) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
