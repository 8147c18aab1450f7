package dev.starling.cli;

import java.util.ArrayList;
import java.util.List;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Turns Ctrl-C and {@code kill} into a request, so that the run can note where it stands before the process ends. The JVM's shutdown
 * hooks are no place for that: Spark's own hook takes the session away at the same moment. A second Ctrl-C ends the process at
 * once.
 */
final class Stop implements AutoCloseable {

    private record Replaced(Signal signal, SignalHandler before) {}

    private final List<Replaced> replaced = new ArrayList<>();
    /** Begins to listen. */
    static Stop listen(Runnable onRequest) {
        Stop stop = new Stop();
        for (String name : new String[] {"INT", "TERM"}) {
            Signal signal = new Signal(name);
            SignalHandler before = Signal.handle(signal, received -> stop.request(onRequest));
            stop.replaced.add(new Replaced(signal, before));
        }
        return stop;
    }

    private void request(Runnable onRequest) {
        close();
        onRequest.run();
    }

    /** Gives the signals back. */
    @Override
    public void close() {
        replaced.forEach(signal -> Signal.handle(signal.signal(), signal.before()));
    }
}
