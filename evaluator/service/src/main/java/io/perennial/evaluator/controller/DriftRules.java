package io.perennial.evaluator.controller;

import io.perennial.schemas.records.DecisionKind;
import io.perennial.schemas.records.DriftRequest;
import io.perennial.schemas.records.DriftSignal;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.OffsetRange;
import io.perennial.schemas.records.SourcePosition;
import io.perennial.schemas.topics.Topics;
import java.util.Locale;

/** What follows from a drift signal: the hold that it asks for, until an operator releases it or a harm report does. */
final class DriftRules {
    private DriftRules() {}

    /** True if the signal asks for something that the controller can give. */
    static boolean concernsPromotion(DriftSignal signal) {
        return signal.getRequest() == DriftRequest.HOLD_PROMOTION;
    }

    /** True if a checkpoint of the model was trained on samples of the modality. */
    static boolean learnsFrom(ModelState state, Modality modality) {
        return modality != Modality.UNKNOWN
                && state.family().windows().map(OffsetRange::getTopic).anyMatch(Topics.curated(modality)::equals);
    }

    static Ruling judge(ModelState state, DriftSignal signal) {
        SourcePosition origin = signal.getOrigin();
        String reason = String.format(
                Locale.ROOT,
                "%s of source %s drifted at %s-%d@%d: statistic %.4g, threshold %.4g; it asks to hold promotion",
                signal.getDescriptor(),
                signal.getSource(),
                origin.getTopic(),
                origin.getPartition(),
                origin.getOffset(),
                signal.getStatistic(),
                signal.getThreshold());
        return state.hold()
                ? Ruling.record(DecisionKind.HOLD, null, reason)
                : Ruling.change(DecisionKind.HOLD, null, reason);
    }
}
