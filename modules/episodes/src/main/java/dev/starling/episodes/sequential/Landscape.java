package dev.starling.episodes.sequential;

import dev.starling.engine.Seed;
import dev.starling.engine.TrainedModel;
import dev.starling.episodes.Tasks;
import dev.starling.kernel.Scope;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Three tasks over two parameters, to look at: {@code loss_i = -200 exp(-0.2 |p - c_i|)} with centers (0, 10), (0, 0) and (10, 0)
 * (Lee et al. 2022, section 4.1, with the minus sign that its formula lacks). Each task's minimum is at its center; their sum has
 * minima near all three.
 *
 * @param startX first coordinate of the first parameters
 * @param startY second coordinate
 */
record Landscape(double startX, double startY) implements Tasks, Problem, Losses {
    private static final long serialVersionUID = 1L;

    private static final double[][] CENTERS = {{0, 10}, {0, 0}, {10, 0}};
    private static final double DEPTH = 200;
    private static final double SLOPE = 0.2;

    @Override
    public String id() {
        return "landscape-" + startX + "-" + startY;
    }

    @Override
    public int[] inputShape() {
        return new int[] {2};
    }

    @Override
    public int outputs() {
        return 1;
    }

    @Override
    public boolean regression() {
        return true;
    }

    @Override
    public List<String> tasks() {
        return List.of("upper", "corner", "right");
    }

    @Override
    public long[] examples() {
        return new long[] {1, 1, 1};
    }

    @Override
    public boolean pretrains() {
        return false;
    }

    @Override
    public List<Part> parts() {
        return List.of(
                new Part("upper", Part.TEST, 0), new Part("corner", Part.TEST, 1), new Part("right", Part.TEST, 2));
    }

    @Override
    public float[] initial(Seed seed) {
        return new float[] {(float) startX, (float) startY};
    }

    @Override
    public int lastLayer() {
        return 0;
    }

    @Override
    public TrainedModel model(float[] parameters) {
        return new TrainedModel(
                "landscape", "[{\"name\":\"point\",\"shape\":[" + parameters.length + "],\"offset\":0}]", parameters);
    }

    @Override
    public Losses open(Scope root) {
        return this;
    }

    @Override
    public double gradient(int task, int batch, RandomGenerator random, float[] parameters, float[] gradient) {
        double x = parameters[0] - CENTERS[task][0];
        double y = parameters[1] - CENTERS[task][1];
        // At its center a task has no direction.
        double distance = Math.sqrt(x * x + y * y + 1e-12);
        double depth = DEPTH * StrictMath.exp(-SLOPE * distance);
        gradient[0] = (float) (SLOPE * depth * x / distance);
        gradient[1] = (float) (SLOPE * depth * y / distance);
        return -depth;
    }

    @Override
    public double wholeGradient(int task, int most, float[] parameters, float[] gradient) {
        return gradient(task, 1, null, parameters, gradient);
    }

    @Override
    public TaskScore score(int part, float[] parameters) {
        return new TaskScore(0, gradient(part, 1, null, parameters, new float[2]), Double.NaN);
    }
}
