package io.perennial.evaluator.controller;

import org.jspecify.annotations.Nullable;

/**
 * A checkpoint that passed the offline gates while another one was in shadow.
 *
 * @param checkpointId the checkpoint
 * @param championId champion that it was compared with; null: none
 */
public record WaitingCandidate(
        String checkpointId, @Nullable String championId) {}
