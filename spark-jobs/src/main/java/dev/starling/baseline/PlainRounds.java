package dev.starling.baseline;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Federated rounds as one writes them with nothing but Spark, which ours are measured against: the clients' data is a cached RDD of
 * bytes, the model a broadcast, an update a vector of fixed-point longs as long as the model, their sum a tree-aggregate, and the
 * driver divides. The aggregate starts from an empty array, so that tasks do not carry a vector of zeros.
 */
final class PlainRounds implements AutoCloseable {

    private static final double FIXED_POINT = 1L << 40;

    private final JavaSparkContext spark;
    private final int slots;
    private final JavaRDD<byte[]> clients;

    /**
     * @param spark the session; the caller closes it
     * @param slots clients, each of which is a partition
     * @param bytes of a client's data
     */
    PlainRounds(JavaSparkContext spark, int slots, int bytes) {
        this.spark = spark;
        this.slots = slots;
        this.clients = spark.parallelize(IntStream.range(0, slots).boxed().toList(), slots)
                .map(slot -> new byte[bytes])
                .cache();
        clients.count();
    }

    /**
     * Runs a block of rounds from a model of zeros.
     *
     * @param millis takes the time of each round
     * @return the last model
     */
    float[] block(int parameters, int rounds, List<Double> millis) {
        float[] model = new float[parameters];
        for (int round = 0; round < rounds; round++) {
            long begun = System.nanoTime();
            model = round(model);
            millis.add((System.nanoTime() - begun) / 1e6);
        }
        return model;
    }

    private float[] round(float[] model) {
        Broadcast<float[]> broadcast = spark.broadcast(model);
        long[] sum = clients.map(data -> update(broadcast.value()))
                .treeAggregate(new long[0], PlainRounds::plus, PlainRounds::plus);
        broadcast.destroy();
        float[] next = new float[model.length];
        for (int i = 0; i < next.length; i++) {
            next[i] = (float) (sum[i] / FIXED_POINT / slots);
        }
        return next;
    }

    /** Reads the model, as an update would, and hands over the constant. */
    private static long[] update(float[] model) {
        long[] update = new long[model.length];
        for (int i = 0; i < update.length; i++) {
            update[i] = (long) (EmptyProgram.element(i) * FIXED_POINT);
        }
        return update;
    }

    private static long[] plus(long[] sum, long[] update) {
        if (sum.length == 0) {
            return update;
        }
        for (int i = 0; i < update.length; i++) {
            sum[i] += update[i];
        }
        return sum;
    }

    @Override
    public void close() {
        clients.unpersist();
    }
}
