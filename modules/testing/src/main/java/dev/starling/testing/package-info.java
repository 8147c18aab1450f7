/** What tests of programs run them on: a journal in memory, exchanges that are worse than a cluster. */
package dev.starling.testing;
