package dev.starling.spark;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoSerializable;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import dev.starling.engine.Inputs;
import java.io.Serializable;
import java.util.HashMap;

/** The decoded inputs of one partition, as it persists on an executor. Read only once it is loaded. */
final class Shard implements Serializable, KryoSerializable {

    private static final long serialVersionUID = 1L;

    private int partition;
    private HashMap<String, HashMap<Long, Serializable>> inputs = new HashMap<>();

    /** For Kryo, which fills it afterwards. */
    Shard() {}

    static Shard load(Inputs source, Placement placement, int partition) {
        Shard shard = new Shard();
        shard.partition = partition;
        placement.keys(partition).forEach((group, keys) -> {
            HashMap<Long, Serializable> held = new HashMap<>();
            keys.forEach(key -> held.put(key, source.load(group, key)));
            shard.inputs.put(group, held);
        });
        return shard;
    }

    /** Its number, which Spark changes where it prunes partitions. */
    int partition() {
        return partition;
    }

    Serializable input(String group, long key) {
        return inputs.get(group).get(key);
    }

    /** Where Spark is configured with Kryo, a shard that spills to disk still goes through the JDK's serialization. */
    @Override
    public void write(Kryo kryo, Output out) {
        byte[] bytes = ObjectBytes.write(inputs);
        out.writeInt(partition);
        out.writeInt(bytes.length);
        out.writeBytes(bytes);
    }

    @Override
    @SuppressWarnings("unchecked")
    public void read(Kryo kryo, Input in) {
        partition = in.readInt();
        inputs = ObjectBytes.read(in.readBytes(in.readInt()), HashMap.class);
    }
}
