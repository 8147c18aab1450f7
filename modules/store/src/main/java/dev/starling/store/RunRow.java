package dev.starling.store;

import dev.starling.engine.Column;
import dev.starling.engine.Row;
import dev.starling.engine.Table;

/** A row of {@code runs}. Its folder names the run alone: {@code runs/run=ID}. */
@Table(name = "runs", doc = "One row a finished run: what it was, on what, and where.")
record RunRow(
        @Column(doc = "what people call the experiment") String name,
        @Column(doc = "the kind of experiment") String family,
        @Column(doc = "finished trials", unit = "trials") int trials,
        @Column(doc = "committed blocks", unit = "blocks") int blocks,
        @Column(doc = "the resolved settings, as JSON") String settings,

        @Column(doc = "SHA-256 of the settings that decide results")
        String settingsHash,

        @Column(doc = "hash of the data it read") String dataHash,
        @Column(doc = "version of the program") String codeVersion,

        @Column(doc = "arithmetic fingerprint of the machines that computed it", diagnostic = true)
        String fingerprint,

        @Column(doc = "java, spark, os, cpu, ... as JSON", diagnostic = true)
        String environment,

        @Column(doc = "what its user should know, as a JSON list")
        String notices,

        @Column(doc = "when it was created, ISO 8601 in UTC", diagnostic = true)
        String created,

        @Column(doc = "when it finished, ISO 8601 in UTC", diagnostic = true)
        String finished)
        implements Row {

    private static final long serialVersionUID = 1L;
}
