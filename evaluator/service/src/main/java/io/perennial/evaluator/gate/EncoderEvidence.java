package io.perennial.evaluator.gate;

import io.perennial.evaluator.probe.Collapse;
import io.perennial.evaluator.probe.ProbeResult;

/**
 * What one encoder scored on one gold set.
 *
 * @param linear linear probe on TEST
 * @param neighbours nearest-neighbour probe on TEST
 * @param collapse of the embeddings of TRAIN, VALIDATION and TEST
 */
public record EncoderEvidence(ProbeResult linear, ProbeResult neighbours, Collapse collapse) {}
