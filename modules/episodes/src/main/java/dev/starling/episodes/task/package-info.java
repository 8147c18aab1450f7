/** Families of tasks, each registered by a {@link dev.starling.episodes.TasksKind}. */
package dev.starling.episodes.task;
