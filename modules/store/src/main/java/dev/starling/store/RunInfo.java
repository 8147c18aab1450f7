package dev.starling.store;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What a store knows of a run apart from its rows.
 *
 * @param id the run's id, fit for a file name
 * @param name what people call the experiment
 * @param family the kind of experiment
 * @param settingsJson the resolved settings
 * @param settingsHash hash of the settings that decide results
 * @param dataHash hash of the data it reads
 * @param codeVersion version of the program that created it
 * @param fingerprint arithmetic fingerprint of the machines that compute it
 * @param environment what it ran on: java, spark, os, cpu, ...
 * @param notices what its user should know, e.g. privacy warnings
 * @param status how it stands
 * @param cause why it failed or was interrupted; empty otherwise
 * @param created when it was created
 * @param updated when its status was last written
 */
public record RunInfo(
        String id,
        String name,
        String family,
        String settingsJson,
        String settingsHash,
        String dataHash,
        String codeVersion,
        String fingerprint,
        Map<String, String> environment,
        List<String> notices,
        RunStatus status,
        String cause,
        Instant created,
        Instant updated) {

    public RunInfo {
        Layout.checkId("run", id);
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(family, "family");
        Objects.requireNonNull(settingsJson, "settingsJson");
        Objects.requireNonNull(settingsHash, "settingsHash");
        Objects.requireNonNull(dataHash, "dataHash");
        Objects.requireNonNull(codeVersion, "codeVersion");
        Objects.requireNonNull(fingerprint, "fingerprint");
        environment = Collections.unmodifiableMap(new TreeMap<>(environment));
        notices = List.copyOf(notices);
        cause = cause == null ? "" : cause;
    }

    /** A run that is about to be created; the store sets its status and times. */
    public static RunInfo of(
            String id,
            String name,
            String family,
            String settingsJson,
            String settingsHash,
            String dataHash,
            String codeVersion,
            String fingerprint,
            Map<String, String> environment,
            List<String> notices) {
        return new RunInfo(
                id,
                name,
                family,
                settingsJson,
                settingsHash,
                dataHash,
                codeVersion,
                fingerprint,
                environment,
                notices,
                RunStatus.CREATED,
                "",
                Instant.EPOCH,
                Instant.EPOCH);
    }

    RunInfo at(Instant time) {
        return new RunInfo(
                id,
                name,
                family,
                settingsJson,
                settingsHash,
                dataHash,
                codeVersion,
                fingerprint,
                environment,
                notices,
                status,
                cause,
                time,
                time);
    }

    RunInfo with(RunStatus newStatus, String newCause, Instant time) {
        return new RunInfo(
                id,
                name,
                family,
                settingsJson,
                settingsHash,
                dataHash,
                codeVersion,
                fingerprint,
                environment,
                notices,
                newStatus,
                newCause,
                created,
                time);
    }
}
