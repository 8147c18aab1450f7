package dev.starling.store;

import dev.starling.engine.ResourceException;
import java.io.IOException;
import java.nio.file.Path;

/** How a failed read or write is reported. */
final class DiskFailure {

    private DiskFailure() {}

    static ResourceException writing(String what, Path path, IOException cause) {
        return new ResourceException(
                "cannot write %s below %s: %s; %s MiB are free there. What was committed before is safe: make room, then resume the run"
                        .formatted(what, path, cause.getMessage(), Disk.freeMebibytes(path)),
                cause);
    }

    static ResourceException reading(Path path, IOException cause) {
        return new ResourceException(
                "cannot read %s: %s; check the disk and its permissions".formatted(path, cause.getMessage()), cause);
    }
}
