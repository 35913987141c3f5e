package io.perennial.trainer.terminal;

import io.perennial.encoders.pretrained.WeightReport;

/** What becomes of the weights of others, for people. */
final class WeightLines {
    private WeightLines() {}

    static String of(String model, WeightReport report) {
        StringBuilder lines = new StringBuilder("weights of a " + report.family() + " as the start of " + model + "\n");
        for (WeightReport.Taken taken : report.taken()) {
            lines.append("taken: ").append(taken.parameter());
            if (!taken.tensors().isEmpty()) {
                lines.append(" from ").append(String.join(", ", taken.tensors()));
            }
            lines.append(" (").append(taken.how()).append(")\n");
        }
        report.skipped()
                .forEach(skipped -> lines.append("skipped: ")
                        .append(skipped.tensor())
                        .append(": ")
                        .append(skipped.reason())
                        .append('\n'));
        report.untouched()
                .forEach(parameter ->
                        lines.append("not in the file: ").append(parameter).append('\n'));
        if (report.differences().isEmpty()) {
            return lines.append("the model computes what the source of the weights does\n")
                    .toString();
        }
        report.differences()
                .forEach(difference -> lines.append("not the same outputs: ")
                        .append(difference)
                        .append('\n'));
        return lines.toString();
    }
}
