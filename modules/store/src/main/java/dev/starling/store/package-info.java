/**
 * Where a run leaves what it found: tables and models in Parquet under a commit protocol, readable by anything that
 * reads Parquet. {@link dev.starling.store.Store} is the way in; docs/store.md describes the folders and the protocol.
 */
package dev.starling.store;
