package dev.starling.baseline;

import dev.starling.engine.Exchange;
import dev.starling.engine.Experiment;
import dev.starling.engine.Family;
import dev.starling.engine.Row;
import dev.starling.engine.Settings;
import dev.starling.engine.Trial;
import dev.starling.federated.ClientExamples;
import dev.starling.federated.FederatedFamily;
import dev.starling.federated.TrainingNames;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Parameter averaging by dl4j-spark on a federated experiment's data: same data set, partition, initial parameters and
 * cohorts for each seed as its plain FedAvg, so that their difference is paired. In each round dl4j-spark's {@code
 * ParameterAveragingTrainingMaster} trains on exactly the examples that FedAvg's cohort trains on, with one worker for each
 * client of the cohort, and averages the workers' parameters, all alike.
 *
 * <p>It reads {@code starling.federated} and, for what is its own, {@code starling.dl4j-spark}. Its trials need the exchange
 * that {@link #exchange} makes.
 */
public final class ParameterAveragingFamily implements Family {

    /** The value of {@code starling.experiment}. */
    public static final String NAME = "dl4j-spark";

    /** The name of the only setting, in tables and reports. */
    public static final String SETTING = "dl4j-spark-averaging";

    @Override
    public String name() {
        return NAME;
    }

    /**
     * One trial a seed.
     *
     * @throws dev.starling.engine.InputException if a setting is wrong, no plain FedAvg is among the algorithms, or the
     *     network has no DL4J twin
     */
    @Override
    public Experiment read(Settings settings) {
        Experiment federated = new FederatedFamily().read(settings);
        Settings own = settings.group("federated");
        Settings plain = own.groups("algorithms", "algorithm-defaults").stream()
                .filter(AveragingSettings::isPlain)
                .findFirst()
                .orElseThrow(() -> own.invalid(
                        "algorithms", "parameter averaging is compared with plain FedAvg: add { name = fedavg }"));
        AveragingSettings averaging = AveragingSettings.read(settings.group(NAME), plain);
        List<Trial> trials = new ArrayList<>();
        Twin twin = null;
        for (Trial trial : federated.trials()) {
            if (trial.setting().equals(plain.text("name"))) {
                twin = twin == null ? twin(own.group("model"), trial) : twin;
                trials.add(new Trial(
                        SETTING + "-seed" + trial.seed(),
                        SETTING,
                        trial.seed(),
                        new AveragingProgram(trial.program(), averaging, twin, trial.seed())));
            }
        }
        return new Baseline(trials, federated.dataHash(), federated.tables(), notices(averaging));
    }

    /**
     * Where trials are computed: for the baseline's an exchange whose training is dl4j-spark's, for all others the one that
     * is given.
     *
     * @param others computes evaluations; closed with the result
     */
    public static Exchange exchange(List<Trial> trials, JavaSparkContext spark, Exchange others) {
        return trials.stream().anyMatch(trial -> trial.program() instanceof AveragingProgram)
                ? new ParameterAveragingExchange(spark, others)
                : others;
    }

    private static Twin twin(Settings model, Trial trial) {
        ClientExamples any = (ClientExamples) trial.program().inputs().load(TrainingNames.CLIENT, 0);
        return Twin.of(model, any.train().inputShape(), any.train().classes());
    }

    private static List<String> notices(AveragingSettings settings) {
        String often = settings.averagingFrequency() == 0
                ? "once a round"
                : "every " + settings.averagingFrequency() + " batches";
        String placed = settings.placement() == AveragingSettings.Placement.BY_CLIENT
                ? "each worker holds one client's examples"
                : "the cohort's examples are mixed over the workers, so clients' data leaves them";
        return List.of("%s: trained by dl4j-spark's ParameterAveragingTrainingMaster, parameters averaged %s; %s"
                .formatted(SETTING, often, placed));
    }

    private record Baseline(
            List<Trial> trials, String dataHash, List<Class<? extends Row>> tables, List<String> notices)
            implements Experiment {}
}
