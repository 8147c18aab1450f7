package dev.starling.testing;

import dev.starling.engine.Exchange;
import dev.starling.engine.Partial;
import dev.starling.engine.RoundRequest;
import java.util.ArrayList;
import java.util.List;

/** Keeps the bytes of what every round came to: sums, gathered vectors and rows. */
public record SummedExchange(Exchange exchange, List<byte[]> rounds) implements Exchange {

    public SummedExchange(Exchange exchange) {
        this(exchange, new ArrayList<>());
    }

    @Override
    public String name() {
        return exchange.name();
    }

    @Override
    public Partial run(RoundRequest request) {
        Partial partial = exchange.run(request);
        rounds.add(partial.toBytes());
        return partial;
    }
}
