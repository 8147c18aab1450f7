package dev.starling.report;

import java.util.Optional;

/** What it takes to run it again and to check that the same came out: identity, trials, settings. */
final class RunSection implements Section {

    private static final String LEAD = "What it takes to run this again, and to see whether the same came out.";

    @Override
    public Optional<Tag> draw(ReportData data, Palette palette) {
        Tag section = Section.titled("Runs", LEAD);
        for (RunFacts run : data.runs()) {
            section.add(Tag.of("h3").text(run.name() + " (" + run.id() + ")"), facts(run));
            section.add(Section.details("Trials of " + run.id(), trials(run)));
            section.add(Section.details(
                    "Resolved settings of " + run.id(), Tag.of("pre").text(run.settings())));
        }
        return Optional.of(section);
    }

    private static Tag facts(RunFacts run) {
        Tag list = Tag.of("dl");
        fact(list, "status", run.status() + (run.cause().isEmpty() ? "" : ": " + run.cause()));
        fact(list, "kind", run.family());
        fact(list, "created", run.created());
        fact(list, "code version", run.codeVersion());
        fact(list, "data hash", run.dataHash());
        fact(list, "settings hash", run.settingsHash());
        run.environment().forEach((key, value) -> fact(list, key, value));
        return list;
    }

    private static void fact(Tag list, String name, String value) {
        if (!value.isEmpty()) {
            list.add(Tag.of("dt").text(name), Tag.of("dd").text(value));
        }
    }

    private static Tag trials(RunFacts run) {
        Cells cells = new Cells("trial", "setting", "seed", "rounds", "state hash");
        for (TrialFacts trial : run.trials()) {
            cells.row(
                    Cells.cell(trial.id()),
                    Cells.cell(trial.label()),
                    Cells.cell(String.valueOf(trial.seed())),
                    Cells.cell(String.valueOf(trial.rounds())),
                    trial.finished() ? Cells.hash(trial.stateHash()) : Cells.cell("not finished"));
        }
        return cells.tag();
    }
}
