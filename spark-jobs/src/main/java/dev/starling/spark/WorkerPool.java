package dev.starling.spark;

import dev.starling.engine.Program;
import dev.starling.engine.Worker;
import java.util.ArrayDeque;

/** The idle workers of one program in one process. Thread-safe. */
final class WorkerPool implements AutoCloseable {

    private final Program program;
    private final ArrayDeque<Worker> idle = new ArrayDeque<>();
    private boolean closed;

    WorkerPool(Program program) {
        this.program = program;
    }

    Program program() {
        return program;
    }

    /** An idle worker, or a new one. */
    Worker take() {
        synchronized (this) {
            Worker worker = idle.pollLast();
            if (worker != null) {
                return worker;
            }
        }
        return program.open();
    }

    /** Keeps a worker for the next task, or closes it if the pool is closed. One that has failed is not given back but closed. */
    synchronized void giveBack(Worker worker) {
        if (closed) {
            worker.close();
        } else {
            idle.addLast(worker);
        }
    }

    /** Closes the idle workers; the others are closed when they are given back. */
    @Override
    public synchronized void close() {
        closed = true;
        idle.forEach(Worker::close);
        idle.clear();
    }
}
