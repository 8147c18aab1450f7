package dev.starling.spark;

import dev.starling.engine.Inputs;
import dev.starling.engine.Program;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What stands in this process from task to task: workers and decoded programs by trial, and recipes of inputs. It is static because
 * tasks of Spark have no other way to meet what an earlier task left; in {@code local[n]} the driver reaches it too.
 */
final class ExecutorRoom {

    private static final Map<Key, TrialRoom> TRIALS = new ConcurrentHashMap<>();
    private static final Map<Key, InputsRecipe> RECIPES = new ConcurrentHashMap<>();
    private static final Map<Key, ShardInputs> INPUTS = new ConcurrentHashMap<>();
    private static final Map<Key, TeamWork<?>> WORK = new ConcurrentHashMap<>();
    private static final AtomicLong WORK_KEYS = new AtomicLong();

    /**
     * Names something in an application.
     *
     * @param application Spark's id of the application: tests start several in one process
     * @param id of a broadcast, of work, or of an attempt
     */
    private record Key(String application, long id) {}

    private ExecutorRoom() {}

    /** The room of a trial, entered: the caller leaves it when its task is done. */
    static TrialRoom enter(String application, long programKey, Supplier<byte[]> program) {
        Key key = new Key(application, programKey);
        while (true) {
            TrialRoom room =
                    TRIALS.computeIfAbsent(key, k -> new TrialRoom(ObjectBytes.read(program.get(), Program.class)));
            if (room.enter()) {
                return room;
            }
            TRIALS.remove(key, room);
        }
    }

    /** The recipe of inputs, decoded once. */
    static InputsRecipe recipe(String application, long recipeKey, Supplier<byte[]> recipe) {
        return RECIPES.computeIfAbsent(
                new Key(application, recipeKey), k -> ObjectBytes.read(recipe.get(), InputsRecipe.class));
    }

    /** The inputs of an executor, whose shards stay here from block to block until {@link #keepInputs} lets them go. */
    static ShardInputs inputs(String application, long recipeKey, Supplier<byte[]> recipe) {
        return INPUTS.computeIfAbsent(new Key(application, recipeKey), k -> {
            InputsRecipe decoded = recipe(application, recipeKey, recipe);
            return new ShardInputs(
                    decoded.inputs(),
                    decoded.placement(),
                    partition -> Shard.load(decoded.inputs(), decoded.placement(), partition));
        });
    }

    /** Forgets inputs that no trial will read, as far as a block knows. */
    static void keepInputs(String application, Set<Long> live, long newest) {
        Predicate<Key> over = key -> key.application.equals(application) && key.id <= newest && !live.contains(key.id);
        INPUTS.keySet().removeIf(over);
        RECIPES.keySet().removeIf(over);
    }

    /** Closes the rooms of trials that are over, as far as a round knows: it cannot know of trials that began after it was planned. */
    static void keepOnly(String application, Set<Long> live, long newest) {
        for (Iterator<Map.Entry<Key, TrialRoom>> rooms = TRIALS.entrySet().iterator(); rooms.hasNext(); ) {
            Map.Entry<Key, TrialRoom> room = rooms.next();
            Key key = room.getKey();
            if (key.application.equals(application) && key.id <= newest && !live.contains(key.id)) {
                rooms.remove();
                room.getValue().close();
            }
        }
    }

    static void closeTrial(String application, long programKey) {
        TrialRoom room = TRIALS.remove(new Key(application, programKey));
        if (room != null) {
            room.close();
        }
    }

    static void forgetRecipe(String application, long recipeKey) {
        RECIPES.remove(new Key(application, recipeKey));
    }

    /** Opens the driver's work to tasks in this process, and names it. */
    static long open(String application, TeamWork<?> work) {
        long key = WORK_KEYS.getAndIncrement();
        WORK.put(new Key(application, key), work);
        return key;
    }

    /** Work that stands in this process, or null if it is closed. */
    static TeamWork<?> work(String application, long key) {
        return WORK.get(new Key(application, key));
    }

    /** The work of an attempt at a block in this process: that of the task that came first, whose part is to lead. */
    static TeamWork<?> join(String application, long attempt, TeamWork<?> mine) {
        TeamWork<?> first = WORK.putIfAbsent(new Key(application, attempt), mine);
        return first == null ? mine : first;
    }

    static void closeWork(String application, long key) {
        WORK.remove(new Key(application, key));
    }

    /** Closes everything of an application. */
    static void closeAll(String application) {
        keepOnly(application, Set.of(), Long.MAX_VALUE);
        keepInputs(application, Set.of(), Long.MAX_VALUE);
    }

    /** Trials with something in this process; for tests. */
    static long openTrials(String application) {
        return TRIALS.keySet().stream()
                .filter(key -> key.application.equals(application))
                .count();
    }

    /** Loads what a partition holds. */
    static Shard shard(String application, long recipeKey, Supplier<byte[]> recipe, int partition) {
        InputsRecipe decoded = recipe(application, recipeKey, recipe);
        Inputs inputs = decoded.inputs();
        return Shard.load(inputs, decoded.placement(), partition);
    }
}
