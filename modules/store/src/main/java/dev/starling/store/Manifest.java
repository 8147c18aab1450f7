package dev.starling.store;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/**
 * A committed block: the presence of this file is the commit.
 *
 * @param format of the store
 * @param run the run's id
 * @param trial the trial's id
 * @param block from 0, without gaps
 * @param content hash of what the block says, diagnostic columns left out
 * @param round rounds behind its end
 * @param staging what the names of its files below {@code staging/run} begin with, until they are published
 * @param files its table files
 * @param vectors the end state's vectors, or null if there are none
 * @param constants the end state's constants, or null; the file may belong to an older block
 * @param own own states that this block replaced or added, by file
 * @param finished whether the trial ended with it
 */
@JsonPropertyOrder({
    "format",
    "run",
    "trial",
    "block",
    "content",
    "round",
    "staging",
    "files",
    "vectors",
    "constants",
    "own",
    "finished"
})
record Manifest(
        int format,
        String run,
        String trial,
        int block,
        String content,
        int round,
        String staging,
        List<TableFile> files,
        Checkpoint vectors,
        Checkpoint constants,
        List<OwnFile> own,
        boolean finished) {

    /** Rows of one table. */
    record TableFile(String table, long rows, long bytes, String sha256) {}

    /** A file below {@code checkpoints/run/trial}. */
    record Checkpoint(String file, long bytes, String sha256) {}

    /** Own states in one file below {@code own/run/trial}. */
    record OwnFile(String file, List<OwnState> states) {}

    /** One own state; an array in JSON, since there may be one for each client. */
    @JsonFormat(shape = JsonFormat.Shape.ARRAY)
    @JsonPropertyOrder({"group", "key", "offset", "length"})
    record OwnState(String group, long key, long offset, int length) {}
}
