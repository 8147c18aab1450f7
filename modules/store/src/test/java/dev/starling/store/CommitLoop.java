package dev.starling.store;

import dev.starling.engine.StarlingException;
import java.nio.file.Path;

/** A driver in a process of its own: commits blocks of a trial and says so on its standard output, a line each. */
final class CommitLoop {

    private CommitLoop() {}

    /** Arguments: store, run, trial, number of the last block, floats of padding in each state. */
    public static void main(String[] args) {
        Store store = Store.open(Path.of(args[0]));
        String run = args[1];
        String trial = args[2];
        int last = Integer.parseInt(args[3]);
        int padding = Integer.parseInt(args[4]);
        try (RunJournal journal = store.journal(run)) {
            store.status(run, RunStatus.RUNNING, null);
            int next = journal.position(trial).map(p -> p.nextBlock()).orElse(0);
            System.out.println("begins " + next);
            for (int index = next; index <= last; index++) {
                journal.commit(Samples.padded(
                        Samples.block(trial, index, last, Samples.writeOwn(journal.ownStates(trial), index)), padding));
                System.out.println("committed " + index);
            }
            store.status(run, RunStatus.FINISHED, null);
        } catch (StarlingException e) {
            System.out.println(e.getMessage());
            System.exit(e.exitCode());
        }
    }
}
