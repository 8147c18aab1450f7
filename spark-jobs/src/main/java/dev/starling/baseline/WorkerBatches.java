package dev.starling.baseline;

import dev.starling.data.Examples;
import dev.starling.engine.Inputs;
import dev.starling.engine.Seed;
import dev.starling.federated.ClientExamples;
import dev.starling.federated.TrainingNames;
import dev.starling.nn.Dl4jLearner;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Makes the batches of one worker between two averagings, where the worker is. Their order descends from the trial's
 * seed, the round and, where clients keep apart, the client.
 *
 * @param inputs where clients' examples come from
 * @param clients the cohort; as many workers
 * @param settings how they train
 * @param twin the network, which says how inputs are arranged
 * @param seed the value of this round's seed
 * @param from first batch of a worker's round
 * @param to after the last
 */
record WorkerBatches(
        Inputs inputs, List<Long> clients, AveragingSettings settings, Twin twin, long seed, int from, int to)
        implements FlatMapFunction<Iterator<Integer>, DataSet> {

    private static final long serialVersionUID = 1L;

    /** One of the cohort's examples: the client's place in the cohort, and the example's in the client. */
    private record Place(int client, int example) {}

    @Override
    public Iterator<DataSet> call(Iterator<Integer> workers) {
        List<Examples> held = new ArrayList<>();
        for (long client : clients) {
            held.add(((ClientExamples) inputs.load(TrainingNames.CLIENT, client)).train());
        }
        List<DataSet> batches = new ArrayList<>();
        Examples any = held.get(0);
        try (Dl4jLearner learner = Dl4jLearner.of(twin.source(), twin.json(), any.inputShape(), any.classes())) {
            while (workers.hasNext()) {
                List<Place> order = order(held, workers.next());
                int size = settings.batchSize();
                for (int batch = from; batch < to && batch * size < order.size(); batch++) {
                    batches.add(batch(
                            learner, held, order.subList(batch * size, Math.min(order.size(), (batch + 1) * size))));
                }
            }
        }
        return batches.iterator();
    }

    /** Batches of the worker that has most of them in a round. */
    static int most(List<Integer> sizes, AveragingSettings settings) {
        long examples = 0;
        long greatest = 0;
        for (int size : sizes) {
            examples += size;
            greatest = Math.max(greatest, size);
        }
        long share = settings.placement() == AveragingSettings.Placement.BY_CLIENT
                ? greatest
                : (examples + sizes.size() - 1) / sizes.size();
        return Math.toIntExact((share * settings.epochs() + settings.batchSize() - 1) / settings.batchSize());
    }

    /** A worker's examples of the whole round, epoch after epoch. */
    private List<Place> order(List<Examples> held, int worker) {
        Seed round = new Seed(seed);
        List<Place> order = new ArrayList<>();
        for (int epoch = 0; epoch < settings.epochs(); epoch++) {
            switch (settings.placement()) {
                case BY_CLIENT -> {
                    List<Place> own = places(held, worker);
                    shuffle(own, round.child("order").child(clients.get(worker)).child(epoch));
                    order.addAll(own);
                }
                case SHUFFLED -> {
                    List<Place> all = new ArrayList<>();
                    for (int client = 0; client < held.size(); client++) {
                        all.addAll(places(held, client));
                    }
                    shuffle(all, round.child("mixed").child(epoch));
                    for (int i = worker; i < all.size(); i += clients.size()) {
                        order.add(all.get(i));
                    }
                }
            }
        }
        return order;
    }

    private static List<Place> places(List<Examples> held, int client) {
        List<Place> places = new ArrayList<>();
        for (int example = 0; example < held.get(client).count(); example++) {
            places.add(new Place(client, example));
        }
        return places;
    }

    private static void shuffle(List<Place> places, Seed seed) {
        RandomGenerator random = seed.random();
        for (int i = places.size() - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            Place swapped = places.get(i);
            places.set(i, places.get(j));
            places.set(j, swapped);
        }
    }

    private static DataSet batch(Dl4jLearner learner, List<Examples> held, List<Place> places) {
        int size = held.get(0).inputSize();
        float[] rows = new float[places.size() * size];
        float[][] targets = new float[places.size()][learner.classes()];
        for (int i = 0; i < places.size(); i++) {
            Examples examples = held.get(places.get(i).client());
            examples.copyInput(places.get(i).example(), rows, i * size);
            targets[i][examples.label(places.get(i).example())] = 1;
        }
        INDArray labels = Nd4j.createFromArray(targets);
        return new DataSet(learner.arranged(rows, places.size()), labels);
    }
}
