package dev.starling.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data sets that scripts/fetch-data takes from commits of repositories. */
class FetchCommitsTest {
    private static final String LATER = "later, and not asked for\n";

    @TempDir
    Path folder;

    private Path repository;
    private Path to;
    private FetchScript script;
    private String commit;

    @BeforeEach
    void commit() throws Exception {
        to = folder.resolve("data");
        script = new FetchScript(folder, to);
        repository = Files.createDirectories(folder.resolve("mirror/ud-pos/UD_A.git"));
        git("init", "--quiet");
        commit = commit("a\tNOUN\n");
        commit(LATER);
        script.table(row("a.conllu"));
    }

    private String commit(String content) throws Exception {
        Files.writeString(repository.resolve("a.conllu"), content);
        git("add", "a.conllu");
        git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "--message", "a");
        return git("rev-parse", "HEAD").strip();
    }

    private String git(String... arguments) throws Exception {
        String[] command = new String[arguments.length + 1];
        command[0] = "git";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        FetchScript.Outcome outcome = script.run(repository, command);
        assertThat(outcome.exitCode()).as(outcome.printed()).isZero();
        return outcome.printed();
    }

    private String row(String name) {
        return String.join("\t", "ud-pos", "ud-pos/" + name, "git:" + commit, "file://" + repository);
    }

    @Test
    void takesTheFileOfThatCommitAndLeavesItAloneAfterwards() throws Exception {
        FetchScript.Outcome first = script.run("ud-pos");
        assertThat(first.exitCode()).as(first.printed()).isZero();
        assertThat(to.resolve("ud-pos/a.conllu")).hasContent("a\tNOUN");
        assertThat(script.run("--list").printed()).contains("ud-pos: 1 of 1 files");

        FetchScript.Outcome again = script.run("ud-pos");
        assertThat(again.printed()).contains("ud-pos/a.conllu is here");
    }

    @Test
    void anotherContentIsSetAside() throws Exception {
        script.run("ud-pos");
        Files.writeString(to.resolve("ud-pos/a.conllu"), LATER);
        assertThat(script.run("--list").printed()).contains("ud-pos: 0 of 1 files");

        assertThat(script.run("ud-pos").printed()).contains("is not that of commit " + commit);
        assertThat(to.resolve("ud-pos/a.conllu")).hasContent("a\tNOUN");
        assertThat(to.resolve("ud-pos/a.conllu.bad")).hasContent(LATER.strip());
    }

    @Test
    void aMirrorHoldsRepositoriesBesideFiles() throws Exception {
        script.table(row("a.conllu").replaceAll("file://.*", "https://gone.invalid/of/UD_A"));
        FetchScript.Outcome outcome = script.run("--base-url", "file://" + folder.resolve("mirror"), "ud-pos");
        assertThat(outcome.exitCode()).as(outcome.printed()).isZero();
        assertThat(to.resolve("ud-pos/a.conllu")).hasContent("a\tNOUN");
    }

    @Test
    void whatCannotBeFetchedIsNamed() throws IOException, InterruptedException {
        script.table(row("b.conllu"));
        FetchScript.Outcome missing = script.run("ud-pos");
        assertThat(missing.exitCode()).isEqualTo(1);
        assertThat(missing.printed()).contains("has no b.conllu", "1 files are missing: ud-pos/b.conllu");

        script.table(row("a.conllu").replace(commit, "0123456789".repeat(4)));
        FetchScript.Outcome unknown = script.run("ud-pos");
        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(unknown.printed()).contains("UD_A.git could not be fetched");
    }
}
