package io.perennial.trainer;

import io.perennial.encoders.Content;
import io.perennial.encoders.Encoder;
import io.perennial.evaluator.probe.LabelledVectors;
import io.perennial.evaluator.probe.LinearProbe;
import io.perennial.evaluator.probe.ProbeResult;
import java.util.ArrayList;
import java.util.List;

/** The gold sets of all domains. One linear probe tells the domains apart; the accuracy of a domain is that on its own texts. */
record Gold(List<Domain> domains) {

    /** Texts of each domain that are asked. */
    static final int TESTS = Domain.GOLD - Domain.TRAIN - Domain.VALIDATION;

    /** For each domain, which of its test texts the probe takes for what they are: 1 or 0 for each. */
    List<String> answers(Encoder encoder) {
        ProbeResult result = new LinearProbe()
                .evaluate(
                        vectors(encoder, 0, Domain.TRAIN),
                        vectors(encoder, Domain.TRAIN, Domain.TRAIN + Domain.VALIDATION),
                        vectors(encoder, Domain.TRAIN + Domain.VALIDATION, Domain.GOLD),
                        domains.size());
        List<String> answers = new ArrayList<>();
        for (int domain = 0; domain < domains.size(); domain++) {
            StringBuilder ofDomain = new StringBuilder();
            for (int test = 0; test < TESTS; test++) {
                ofDomain.append(result.correct()[domain * TESTS + test] > 0 ? '1' : '0');
            }
            answers.add(ofDomain.toString());
        }
        return answers;
    }

    private LabelledVectors vectors(Encoder encoder, int from, int to) {
        List<Content> contents = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        for (int domain = 0; domain < domains.size(); domain++) {
            for (String text : domains.get(domain).gold().subList(from, to)) {
                contents.add(new Content.Text(text));
                labels.add(domain);
            }
        }
        return new LabelledVectors(
                encoder.embed(contents), labels.stream().mapToInt(Integer::intValue).toArray());
    }
}
