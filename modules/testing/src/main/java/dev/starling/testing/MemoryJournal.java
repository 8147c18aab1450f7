package dev.starling.testing;

import dev.starling.engine.Block;
import dev.starling.engine.Conclusion;
import dev.starling.engine.Journal;
import dev.starling.engine.OwnKey;
import dev.starling.engine.OwnRef;
import dev.starling.engine.OwnStates;
import dev.starling.engine.ResourceException;
import dev.starling.engine.Row;
import dev.starling.engine.Vectors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A journal of one trial that lives in memory, and can be told to fail at a commit. */
public final class MemoryJournal implements Journal {
    private final List<Block> blocks = new ArrayList<>();
    private final Map<OwnKey, OwnRef> own = new HashMap<>();
    private final States states = new States();
    private int failAt = Integer.MAX_VALUE;

    /** What was committed. */
    public List<Block> blocks() {
        return List.copyOf(blocks);
    }

    /** Fails the commit of the block with this number, once. */
    public MemoryJournal failingAt(int block) {
        failAt = block;
        return this;
    }

    @Override
    public Optional<Position> position(String trial) {
        if (blocks.isEmpty()) {
            return Optional.empty();
        }
        Block last = blocks.get(blocks.size() - 1);
        return Optional.of(new Position(blocks.size(), last.end(), Map.copyOf(own), last.last()));
    }

    @Override
    public void commit(Block block) {
        if (blocks.size() == failAt) {
            failAt = Integer.MAX_VALUE;
            throw new ResourceException("the disk is full");
        }
        blocks.add(block);
        own.putAll(block.own());
    }

    @Override
    public OwnStates ownStates(String trial) {
        return states;
    }

    /** What the finished trial left. */
    public Conclusion conclusion() {
        return blocks.get(blocks.size() - 1).conclusion();
    }

    /** The committed rows of a table. */
    public <R extends Row> List<R> rows(Class<R> type) {
        return blocks.stream()
                .flatMap(block -> block.rows().stream())
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private static final class States implements OwnStates {
        private static final long serialVersionUID = 1L;
        private final ArrayList<byte[]> versions = new ArrayList<>();

        @Override
        public Vectors read(OwnRef ref) {
            return Vectors.fromBytes(versions.get((int) ref.offset()));
        }

        @Override
        public Writer writer() {
            return new Writer() {
                @Override
                public OwnRef write(Vectors state) {
                    versions.add(state.toBytes());
                    return new OwnRef("memory", versions.size() - 1, 0);
                }

                @Override
                public void close() {}
            };
        }
    }
}
