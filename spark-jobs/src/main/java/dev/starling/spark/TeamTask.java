package dev.starling.spark;

import java.io.Serializable;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/** A task of a {@link TeamJob}: finds the work in its own process, and replies nothing, since what is done is left there. */
final class TeamTask extends AbstractFunction1<Iterator<Integer>, Iterator<byte[]>> implements Serializable {

    private static final long serialVersionUID = 1L;

    private final String application;
    private final long key;

    /**
     * @param application Spark's id of the application
     * @param key names the work in the application
     */
    TeamTask(String application, long key) {
        this.application = application;
        this.key = key;
    }

    @Override
    public Iterator<byte[]> apply(Iterator<Integer> ranks) {
        TeamWork<?> work = ExecutorRoom.work(application, key);
        // It is gone where a task starts when its job has been given up.
        if (work != null) {
            if (ranks.next() == 0) {
                work.lead();
            } else {
                work.follow();
            }
        }
        return scala.collection.Iterator$.MODULE$.single(new byte[0]);
    }
}
