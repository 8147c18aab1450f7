/**
 * What a run's tables say: statistics over trials, pictures of them, and one self-contained HTML page.
 *
 * <p>{@link dev.starling.report.Reports} writes the page; {@link dev.starling.report.Comparison} is the table of settings
 * and paired differences that the page and the command line share. Nothing here knows Spark or a family of experiments:
 * a section appears when a run has the table and the columns that it draws.
 */
package dev.starling.report;
