package dev.starling.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code --store}, on every command that reads or writes one. */
final class StoreOption {

    @Option(names = "--store", paramLabel = "DIR", description = "The store. Default: STARLING_STORE or ./store")
    private Path store;

    Path path(Surroundings surroundings) {
        return surroundings.store(store);
    }
}
