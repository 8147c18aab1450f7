/**
 * Episodes: learning from many small tasks of a distribution.
 *
 * <p>{@link dev.starling.episodes.Tasks} say where tasks come from: episodes that are drawn, or a fixed list. A
 * {@link dev.starling.episodes.MethodKind method} makes an engine's program of its settings; those that learn episode by episode
 * implement {@link dev.starling.episodes.Method} and share one program. docs/episodes.md has the keys, the tables, and a worked
 * example of a new method.
 */
package dev.starling.episodes;
