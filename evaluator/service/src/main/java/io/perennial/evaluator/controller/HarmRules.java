package io.perennial.evaluator.controller;

import io.perennial.evaluator.controller.Event.HarmArrived;
import io.perennial.schemas.records.DecisionKind;
import io.perennial.schemas.records.HarmReport;
import io.perennial.schemas.records.HarmVerdict;
import java.util.Locale;

/** What follows from a harm report: drift that does not hurt the champion gives no reason to hold. Anything else leaves the hold. */
final class HarmRules {
    private HarmRules() {}

    /** True if the event takes a reason to hold away. */
    static boolean releases(ModelState state, HarmArrived arrived) {
        HarmReport report = arrived.report();
        return report.getVerdict() == HarmVerdict.UNHARMED
                && report.getCheckpointId().equals(state.champion())
                && state.driftHolds().contains(arrived.hold());
    }

    static Ruling judge(ModelState state, HarmReport report) {
        int others = state.driftHolds().size() - 1;
        String reason = String.format(
                Locale.ROOT,
                "drift of %s of source %s does not hurt the champion: its loss went from %.4g to %.4g, at most by %.4g (%.4g allowed)",
                report.getDescriptor(),
                report.getSource(),
                report.getLossBefore(),
                report.getLossAfter(),
                report.getUpper(),
                report.getThreshold());
        return others == 0
                ? Ruling.change(DecisionKind.RELEASE_HOLD, null, reason)
                : Ruling.record(DecisionKind.RELEASE_HOLD, null, reason + "; " + others + " other signals still hold");
    }
}
