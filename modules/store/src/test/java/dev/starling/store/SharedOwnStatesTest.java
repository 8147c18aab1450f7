package dev.starling.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.engine.DataException;
import dev.starling.engine.OwnRef;
import dev.starling.engine.OwnStates;
import dev.starling.engine.Vectors;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedOwnStatesTest {

    @TempDir
    Path folder;

    @Test
    void travelsToAWorkerAndReadsWhatOthersWrote() throws Exception {
        OwnStates states = new SharedOwnStates(folder.resolve("own"));
        List<OwnRef> refs = write(states);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(states);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            OwnStates there = (OwnStates) in.readObject();
            for (int i = 0; i < refs.size(); i++) {
                assertThat(there.read(refs.get(i)).floats("c")).containsExactly(i, 1);
            }
        }
    }

    @Test
    void attemptsNeverShareAFile() {
        OwnStates states = new SharedOwnStates(folder);
        assertThat(write(states).get(0).file())
                .isNotEqualTo(write(states).get(0).file());
    }

    @Test
    void attemptThatKeepsNothingLeavesNoFile() {
        new SharedOwnStates(folder).writer().close();
        assertThat(Expected.files(folder)).isEmpty();
    }

    @Test
    void damagedStateIsAnErrorThatNamesItsPlace() throws IOException {
        OwnStates states = new SharedOwnStates(folder);
        List<OwnRef> refs = write(states);
        try (RandomAccessFile damaged =
                new RandomAccessFile(folder.resolve(refs.get(1).file()).toFile(), "rw")) {
            damaged.seek(refs.get(1).offset() + refs.get(1).length() - 5L);
            damaged.write(0x11);
        }
        assertThat(states.read(refs.get(0)).floats("c")).containsExactly(0, 1);
        assertThatThrownBy(() -> states.read(refs.get(1)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(refs.get(1).file() + " is damaged: the own state at byte "
                        + refs.get(1).offset());
    }

    @Test
    void fileThatAWorkerDoesNotSeeIsAnErrorThatSaysWhatToDo() {
        OwnStates states = new SharedOwnStates(folder);
        assertThatThrownBy(() -> states.read(new OwnRef("absent.own", 8, 16)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(folder.resolve("absent.own") + ", bytes 8 to 24")
                .hasMessageContaining("a folder that the driver and all workers share");
    }

    private static List<OwnRef> write(OwnStates states) {
        List<OwnRef> refs = new ArrayList<>();
        try (OwnStates.Writer writer = states.writer()) {
            for (int i = 0; i < 3; i++) {
                refs.add(writer.write(Vectors.empty().with("c", new float[] {i, 1})));
            }
        }
        return refs;
    }
}
