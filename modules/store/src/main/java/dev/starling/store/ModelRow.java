package dev.starling.store;

import dev.starling.engine.Column;
import dev.starling.engine.Row;
import dev.starling.engine.Table;
import dev.starling.engine.TrainedModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A row of {@code models}. */
@Table(name = "models", doc = "One row a part of a finished trial's model; most models have one part.")
record ModelRow(
        @Column(doc = "what it is, e.g. mlp 196-64-10") String network,

        @Column(doc = "names, shapes and offsets of its parameters; for a DL4J network its configuration")
        String layoutJson,

        @Column(doc = "SHA-256 of the settings that decide results")
        String settingsHash,

        @Column(doc = "SHA-256 of all parameters: float32, big-endian, in the order of the layout")
        String stateHash,

        @Column(doc = "number of the part, from 0") int part,

        @Column(doc = "parts of this model", unit = "parts") int parts,

        @Column(doc = "the part's parameters in the order of the layout; at most 4,194,304 of them (16 MiB)")
        float[] parameters)
        implements Row {

    private static final long serialVersionUID = 1L;

    private static final int PART_ELEMENTS = Checkpoints.PART_BYTES / 4;

    static List<ModelRow> of(TrainedModel model, String settingsHash) {
        float[] all = model.parameters();
        int parts = Math.max(1, (all.length + PART_ELEMENTS - 1) / PART_ELEMENTS);
        List<ModelRow> rows = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            int from = part * PART_ELEMENTS;
            rows.add(new ModelRow(
                    model.network(),
                    model.layoutJson(),
                    settingsHash,
                    model.stateHash(),
                    part,
                    parts,
                    Arrays.copyOfRange(all, from, Math.min(all.length, from + PART_ELEMENTS))));
        }
        return rows;
    }

    static TrainedModel join(List<ModelRow> rows) {
        int length = rows.stream().mapToInt(row -> row.parameters.length).sum();
        float[] all = new float[length];
        int at = 0;
        for (ModelRow row : rows) {
            System.arraycopy(row.parameters, 0, all, at, row.parameters.length);
            at += row.parameters.length;
        }
        return new TrainedModel(rows.get(0).network, rows.get(0).layoutJson, all);
    }
}
