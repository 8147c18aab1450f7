/**
 * The command line: {@code starling run}, {@code resume}, {@code list}, {@code show}, {@code report}, {@code sql}, {@code
 * doctor}. {@link dev.starling.cli.Main} is the outermost layer: the only place that reads the environment, the clock and the
 * JVM's properties.
 */
package dev.starling.cli;
