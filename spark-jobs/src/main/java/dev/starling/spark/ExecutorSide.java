package dev.starling.spark;

import dev.starling.cluster.Node;
import dev.starling.cluster.NodeSettings;
import dev.starling.cluster.NodeUnavailable;
import dev.starling.engine.InputException;
import dev.starling.engine.ResourceException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.plugin.PluginContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What tasks of an executor find of its plugin: the way to the driver, and the node on the network. Static for the same reason as
 * {@link ExecutorRoom}. Thread-safe.
 */
final class ExecutorSide implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ExecutorSide.class);

    private static final Map<String, ExecutorSide> BY_APPLICATION = new ConcurrentHashMap<>();

    private final PluginContext context;
    private Node node;
    private boolean closed;

    private ExecutorSide(PluginContext context) {
        this.context = context;
    }

    /** Opens it for an application. The node starts beside what else an executor does at its start. */
    static ExecutorSide open(String application, PluginContext context) {
        ExecutorSide side = new ExecutorSide(context);
        BY_APPLICATION.put(application, side);
        Thread start = new Thread(side::startNode, "starling-node");
        start.setDaemon(true);
        start.start();
        return side;
    }

    private void startNode() {
        try {
            LOG.debug("executor {} is at {}", executor(), node().endpoint());
        } catch (NodeUnavailable | InputException | Apart e) {
            // The first task meets it again, where it can be told.
            LOG.warn(
                    "executor {} cannot take part in resident rounds between executors: {}",
                    executor(),
                    e.getMessage());
        }
    }

    /** Of an application whose tasks run here. */
    static ExecutorSide of(String application) {
        ExecutorSide side = BY_APPLICATION.get(application);
        if (side == null) {
            throw new ResourceException("this executor was started without %s: add it to spark.plugins"
                    .formatted(StarlingPlugin.class.getName()));
        }
        return side;
    }

    /** The node, opened by the first who asks, and anew if it has broken. */
    synchronized Node node() {
        if (closed) {
            throw new Apart("executor %s ends".formatted(executor()));
        }
        if (node != null && !node.isOpen()) {
            node.close();
            node = null;
        }
        if (node == null) {
            SparkConf conf = context.conf();
            try {
                node = Node.open(NodeSettings.read(host(), key -> Optional.ofNullable(conf.get(key, null))));
                Activity.here().opened(node.traffic());
            } catch (IllegalArgumentException e) {
                throw new InputException(e.getMessage(), e);
            }
        }
        return node;
    }

    /** As Spark's other executors know it; a plugin's own context cannot say in an executor. */
    private static String host() {
        return SparkEnv.get().blockManager().blockManagerId().host();
    }

    /** What this executor says of itself. */
    Hello hello(String endpoint, String problem) {
        return new Hello(context.executorID(), host(), endpoint, problem);
    }

    String executor() {
        return context.executorID();
    }

    /** Joins a task to the meeting of its attempt. */
    Meeting.Answer join(Meeting.Join join) {
        try {
            return ObjectBytes.read((byte[]) context.ask(ObjectBytes.write(join)), Meeting.Answer.class);
        } catch (Exception e) {
            // PluginContext declares nothing narrower.
            throw new Apart("executor %s cannot ask the driver: %s".formatted(executor(), e));
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        BY_APPLICATION.values().remove(this);
        if (node != null) {
            node.close();
            node = null;
        }
    }
}
