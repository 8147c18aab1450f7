package dev.starling.cluster;

/**
 * A frame's header, less what the codec fills in by itself (attempt and block, length, flags, checksum).
 *
 * @param kind what it is
 * @param sender the sender's rank
 * @param step the step in the attempt, from 0; that in which the sender is, where the kind belongs to no step
 * @param offset of the payload in the whole: longs for {@link Kind#REDUCE} and {@link Kind#SHARE}, else bytes
 * @param total of the whole, in the same unit; for {@link Kind#PULSE} the frames sent to this peer before it
 * @param sequence unique for a sender in an attempt
 */
record Frame(Kind kind, int sender, int step, long offset, long total, long sequence) {}
