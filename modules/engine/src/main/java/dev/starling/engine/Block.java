package dev.starling.engine;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is committed as one: consecutive rounds of one trial.
 *
 * @param trial the trial's id
 * @param index from 0
 * @param rows of all its rounds, in a fixed order
 * @param end the state after its last round
 * @param own new own states by whose they are; older blocks hold those of other units
 * @param conclusion what the trial leaves if it ended with this block, else null
 */
public record Block(
        String trial, int index, List<Row> rows, State end, Map<OwnKey, OwnRef> own, Conclusion conclusion) {

    private static final String WHAT = "a block";

    /** Whether the trial is finished with this block. */
    public boolean last() {
        return conclusion != null;
    }

    /** The codec that crosses process borders. */
    public byte[] toBytes() {
        return ObjectCodec.bytes(
                WHAT, end.vectors().sizeBytes() + end.constants().sizeBytes(), out -> {
                    out.writeUTF(trial);
                    out.writeInt(index);
                    ObjectCodec.writeObject(out, new ArrayList<>(rows));
                    ObjectCodec.writeState(out, end);
                    ObjectCodec.writeObject(out, new TreeMap<>(own));
                    out.writeBoolean(conclusion != null);
                    if (conclusion != null) {
                        TrainedModel model = conclusion.model();
                        ObjectCodec.writeObject(out, model.network());
                        ObjectCodec.writeObject(out, model.layoutJson());
                        ObjectCodec.writeVectors(out, Vectors.empty().with(WHAT, model.parameters()));
                        ObjectCodec.writeObject(out, new TreeMap<>(conclusion.metrics()));
                    }
                });
    }

    /** The inverse of {@link #toBytes()}. */
    @SuppressWarnings("unchecked")
    public static Block fromBytes(byte[] bytes) {
        return ObjectCodec.read(
                WHAT,
                bytes,
                in -> new Block(
                        in.readUTF(),
                        in.readInt(),
                        ObjectCodec.readObject(in, ArrayList.class),
                        ObjectCodec.readState(in),
                        ObjectCodec.readObject(in, TreeMap.class),
                        in.readBoolean() ? readConclusion(in) : null));
    }

    @SuppressWarnings("unchecked")
    private static Conclusion readConclusion(DataInputStream in) throws IOException {
        TrainedModel model = new TrainedModel(
                ObjectCodec.readObject(in, String.class),
                ObjectCodec.readObject(in, String.class),
                ObjectCodec.readVectors(in).floats(WHAT));
        return new Conclusion(model, ObjectCodec.readObject(in, TreeMap.class));
    }
}
