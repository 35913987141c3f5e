package io.perennial.curator.history;

import io.perennial.curator.CuratorConfig;
import io.perennial.curator.CuratorVersion;
import io.perennial.curator.history.PresentDecision.Agreement;
import io.perennial.curator.rules.RuleSet;
import io.perennial.curator.topology.DirectCuration;
import io.perennial.runtime.ServiceConfig;
import io.perennial.runtime.ServiceException;
import io.perennial.schemas.blobs.DirectoryBlobStore;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.Outcome;
import io.perennial.schemas.records.Verdict;
import io.perennial.schemas.topics.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Why a sample was kept or not: one of its verdicts with all that belongs to it.
 *
 * @param logged the verdict
 * @param chain what it is a duplicate of, by sample id; null for one whose verdict is gone
 * @param raw the raw record; null if retention has taken it
 * @param present what the present rules say
 */
public record Explanation(
        LoggedVerdict logged,
        Map<String, @Nullable Verdict> chain,
        @Nullable ConsumerRecord<String, byte[]> raw,
        PresentDecision present) {

    /**
     * Explains every verdict of a sample; an id that was published again has more than one.
     *
     * @return in the order in which they were written
     * @throws ServiceException of kind data if no verdict names the sample
     */
    public static List<Explanation> of(String sampleId, ServiceConfig config, PastRecords past) {
        VerdictSearch search = VerdictSearch.of(sampleId, past);
        List<LoggedVerdict> verdicts = search.verdicts(sampleId);
        if (verdicts.isEmpty()) {
            throw ServiceException.data(
                    "sample '" + sampleId + "' has no verdict on " + Topics.CURATION_VERDICTS
                            + "; check the id, see whether the curator has come to it, or whether retention has taken the verdict",
                    null);
        }
        Map<Modality, RuleSet> rules = CuratorConfig.rules(config);
        DirectoryBlobStore blobs = config.blobs();
        Map<String, byte[]> gold = GoldTopic.read(past);
        List<Explanation> explanations = new ArrayList<>();
        for (LoggedVerdict logged : verdicts) {
            Verdict verdict = logged.verdict();
            ConsumerRecord<String, byte[]> raw = past.find(verdict.getOrigin()).orElse(null);
            RuleSet present = Objects.requireNonNull(rules.get(verdict.getModality()), "rules of every modality");
            PresentDecision decision = raw == null
                    ? unknown(verdict, present)
                    : compare(
                            verdict,
                            present,
                            new DirectCuration(present, blobs, gold, CuratorVersion.read()).judge(raw, verdict));
            explanations.add(new Explanation(logged, search.chain(verdict), raw, decision));
        }
        return explanations;
    }

    private static PresentDecision unknown(Verdict verdict, RuleSet present) {
        String remark = present.sha256().equals(verdict.getConfigHash())
                ? "the raw record is gone; the rule file is the one that judged it"
                : "the raw record is gone, and the rule file is another one";
        return new PresentDecision(Agreement.UNKNOWN, present.sha256(), null, remark);
    }

    private static PresentDecision compare(Verdict verdict, RuleSet present, Verdict now) {
        if (now.getOutcome() == verdict.getOutcome() && now.getRule().equals(verdict.getRule())) {
            return new PresentDecision(Agreement.SAME, present.sha256(), now, "the same decision");
        }
        if (verdict.getRule().equals("frequent_template") && now.getOutcome() == Outcome.KEPT) {
            return new PresentDecision(
                    Agreement.UNKNOWN,
                    present.sha256(),
                    now,
                    "it passes the rules; how many tokens its template had left, one record does not tell");
        }
        return new PresentDecision(Agreement.DIFFERENT, present.sha256(), now, "another decision");
    }
}
