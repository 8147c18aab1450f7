package dev.starling.baseline;

import dev.starling.engine.Exchange;
import dev.starling.engine.Inputs;
import dev.starling.engine.Partial;
import dev.starling.engine.PlannedUnit;
import dev.starling.engine.RoundRequest;
import dev.starling.engine.Seed;
import dev.starling.engine.UnitRunner;
import dev.starling.federated.ClientExamples;
import dev.starling.federated.TrainingNames;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.api.Repartition;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * Has dl4j-spark train the clients of a round, and another exchange compute everything else. Unlike other exchanges it
 * gives its own results, not the program's: it is a baseline, not a way to run a federated experiment. Its results depend
 * on the seed and not on the number of executors, but DL4J makes no promise about the last bits.
 */
final class ParameterAveragingExchange implements Exchange {

    private final JavaSparkContext spark;
    private final Exchange others;

    /**
     * @param spark where dl4j-spark trains
     * @param others computes evaluations; closed with this
     */
    ParameterAveragingExchange(JavaSparkContext spark, Exchange others) {
        this.spark = spark;
        this.others = others;
    }

    @Override
    public String name() {
        return "dl4j-spark";
    }

    @Override
    public Partial run(RoundRequest request) {
        if (!(request.program() instanceof AveragingProgram program)) {
            throw new IllegalArgumentException("trial %s is no baseline".formatted(request.trial()));
        }
        Map<Boolean, List<PlannedUnit>> units = new TreeMap<>(request.units().stream()
                .collect(
                        java.util.stream.Collectors.partitioningBy(u -> u.kind().equals(TrainingNames.TRAIN))));
        Partial partial = new Partial(request.plannedWeights());
        if (!units.get(true).isEmpty()) {
            partial.merge(UnitRunner.run(
                    train(program, request, units.get(true)),
                    request.state(),
                    request.plannedWeights(),
                    units.get(true),
                    unit -> null,
                    request.ownStates()));
        }
        if (!units.get(false).isEmpty()) {
            partial.merge(others.run(new RoundRequest(
                    request.run(),
                    request.trial(),
                    request.block(),
                    program.federated(),
                    request.state(),
                    units.get(false),
                    request.ownStates())));
        }
        return partial;
    }

    private AveragedWorker train(AveragingProgram program, RoundRequest request, List<PlannedUnit> units) {
        AveragingSettings settings = program.settings();
        Inputs inputs = program.inputs();
        int round = request.state().round();
        List<Long> clients = units.stream().map(PlannedUnit::key).toList();
        List<Integer> sizes = clients.stream()
                .map(client -> ((ClientExamples) inputs.load(TrainingNames.CLIENT, client))
                        .train()
                        .count())
                .toList();
        int batches = WorkerBatches.most(sizes, settings);
        int frequency = settings.averagingFrequency() == 0 ? batches : settings.averagingFrequency();
        Seed seed = Seed.of(program.seed()).child("dl4j-spark").child(round);
        SparkDl4jMultiLayer network = new SparkDl4jMultiLayer(
                spark,
                configuration(program, settings.learningRate(round)),
                master(clients.size(), settings.batchSize(), frequency, seed));
        float[] start = request.state().vectors().floats(TrainingNames.MODEL);
        network.getNetwork().setParams(Nd4j.createFromArray(program.twin().theirs(start)));
        JavaRDD<Integer> workers =
                spark.parallelize(IntStream.range(0, clients.size()).boxed().toList(), clients.size());
        int averagings = 0;
        // One call of fit an averaging: left to itself, dl4j-spark drops what does not fill its splits evenly.
        for (int from = 0; from < batches; from += frequency) {
            JavaRDD<DataSet> data = workers.mapPartitions(
                    new WorkerBatches(inputs, clients, settings, program.twin(), seed.value(), from, from + frequency));
            network.fit(data);
            averagings++;
        }
        float[] end = program.twin().ours(network.getNetwork().params().toFloatVector());
        for (int i = 0; i < end.length; i++) {
            end[i] -= start[i];
        }
        return new AveragedWorker(end, network.getScore(), averagings);
    }

    /** The user's configuration with the experiment's optimizer in every layer; all else of it stays in effect. */
    private static MultiLayerConfiguration configuration(AveragingProgram program, double learningRate) {
        MultiLayerConfiguration configuration =
                MultiLayerConfiguration.fromJson(program.twin().json());
        for (NeuralNetConfiguration layer : configuration.getConfs()) {
            if (layer.getLayer() instanceof BaseLayer base) {
                base.setIUpdater(new Sgd(learningRate));
                base.setBiasUpdater(null);
            }
        }
        return configuration;
    }

    private static ParameterAveragingTrainingMaster master(int workers, int batchSize, int frequency, Seed seed) {
        return new ParameterAveragingTrainingMaster.Builder(workers, batchSize)
                .batchSizePerWorker(batchSize)
                .averagingFrequency(frequency)
                .workerPrefetchNumBatches(0)
                .rddTrainingApproach(RDDTrainingApproach.Direct)
                .repartionData(Repartition.Never)
                .storageLevel(null)
                .storageLevelStreams(null)
                .rngSeed(seed.child("master").value())
                .build();
    }

    @Override
    public void finished(String trial) {
        others.finished(trial);
    }

    @Override
    public void release(Inputs inputs) {
        others.release(inputs);
    }

    @Override
    public void close() {
        others.close();
    }
}
