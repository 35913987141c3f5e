package io.perennial.evaluator.history;

import io.perennial.schemas.blobs.Sha256;
import io.perennial.schemas.records.EvaluationReport;
import io.perennial.schemas.wire.AvroWire;
import java.time.Instant;

/** Identity of reports. */
public final class Reports {
    private static final AvroWire<EvaluationReport> WIRE = AvroWire.of(EvaluationReport.class);

    private Reports() {}

    /** The report with its id: the SHA-256 of its wire bytes without the id and without times, so that a replay finds the same. */
    public static EvaluationReport sealed(EvaluationReport report) {
        EvaluationReport timeless = EvaluationReport.newBuilder(report)
                .setReportId("")
                .setSeconds(0)
                .setEvaluatedAt(Instant.EPOCH)
                .build();
        return EvaluationReport.newBuilder(report)
                .setReportId(Sha256.of(WIRE.encode(timeless)))
                .build();
    }
}
