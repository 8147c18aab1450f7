package dev.starling.bench;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import dev.starling.engine.RoundRow;
import dev.starling.store.Store;
import dev.starling.store.TableData;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Prints how long the rounds of runs of one trial took and how accurate their models were: {@code RunTimes STORE RUN...}, one line
 * of JSON a run: {@code {"run", "rounds": [[block, wallMillis], ...], "curve": [[round, accuracy], ...]}}.
 */
public final class RunTimes {
    private RunTimes() {}

    public static void main(String[] args) {
        Store store = Store.openExisting(Path.of(args[0]));
        for (String run : List.of(args).subList(1, args.length)) {
            System.out.println(line(store, run));
        }
    }

    static String line(Store store, String run) {
        List<List<Number>> rounds = new ArrayList<>();
        store.read(RoundRow.class, run).stream()
                .sorted(Comparator.comparingInt(row -> row.row().round()))
                .forEach(row -> rounds.add(List.of(row.block(), row.row().wallMillis())));
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("run", run);
        line.put("rounds", rounds);
        line.put("curve", curve(store.table("evaluations", List.of(run))));
        return ConfigValueFactory.fromMap(line).render(ConfigRenderOptions.concise());
    }

    private static List<List<Object>> curve(TableData evaluations) {
        List<Object> rounds = evaluations.column("round");
        List<Object> accuracies = evaluations.column("accuracy");
        List<List<Object>> curve = new ArrayList<>();
        for (int i = 0; i < rounds.size(); i++) {
            curve.add(List.of(rounds.get(i), accuracies.get(i)));
        }
        curve.sort(Comparator.comparingInt(point -> (Integer) point.get(0)));
        return curve;
    }
}
