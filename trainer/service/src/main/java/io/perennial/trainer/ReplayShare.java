package io.perennial.trainer;

/**
 * The share of each batch that is replayed in one update.
 *
 * @param share from 0 to 0.5
 * @param signalsUntil drift signals below this offset of curation.drift have had their say; -1 where nobody listens to them
 */
record ReplayShare(double share, long signalsUntil) {}
