package io.perennial.schemas.evolution;

import io.perennial.schemas.records.BlobRef;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.CuratedSample;
import io.perennial.schemas.records.Decision;
import io.perennial.schemas.records.DesiredModel;
import io.perennial.schemas.records.DriftSignal;
import io.perennial.schemas.records.EmbedRequest;
import io.perennial.schemas.records.EmbedResponse;
import io.perennial.schemas.records.EvaluationReport;
import io.perennial.schemas.records.GoldExample;
import io.perennial.schemas.records.GoldSet;
import io.perennial.schemas.records.HarmReport;
import io.perennial.schemas.records.ObservedModel;
import io.perennial.schemas.records.OperatorCommand;
import io.perennial.schemas.records.RawSample;
import io.perennial.schemas.records.TemplateEvent;
import io.perennial.schemas.records.TrainerCommand;
import io.perennial.schemas.records.Verdict;
import java.util.List;
import org.apache.avro.Schema;

/** The schemas of this build that stand on a topic or in a blob by themselves, with all records they contain. */
public final class CurrentSchemas {
    private static final List<Schema> ALL = List.of(
            RawSample.getClassSchema(),
            CuratedSample.getClassSchema(),
            Verdict.getClassSchema(),
            DriftSignal.getClassSchema(),
            TemplateEvent.getClassSchema(),
            Checkpoint.getClassSchema(),
            TrainerCommand.getClassSchema(),
            GoldSet.getClassSchema(),
            GoldExample.getClassSchema(),
            EvaluationReport.getClassSchema(),
            HarmReport.getClassSchema(),
            Decision.getClassSchema(),
            DesiredModel.getClassSchema(),
            ObservedModel.getClassSchema(),
            EmbedRequest.getClassSchema(),
            EmbedResponse.getClassSchema(),
            OperatorCommand.getClassSchema(),
            BlobRef.getClassSchema());

    private CurrentSchemas() {}

    public static List<Schema> all() {
        return ALL;
    }
}
