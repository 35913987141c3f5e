package io.perennial.local.demo;

import io.perennial.local.samples.LabelledSample;
import io.perennial.local.samples.RawStream;
import io.perennial.local.view.RunState;
import io.perennial.runtime.ServiceConfig;
import io.perennial.schemas.records.Modality;
import java.time.Clock;
import java.util.List;

/**
 * What a chapter that publishes needs.
 *
 * @param config of the ingest, with a state directory of its own
 * @param material what is published
 * @param state tells what comes of it
 * @param console address of the console
 */
record Stage(ServiceConfig config, DemoMaterial material, RunState state, String console, Clock clock) {
    /** Publishes what was not published before; returns how much that was. */
    int publish(Modality modality, String source, List<LabelledSample> samples) {
        try (RawStream stream = new RawStream(config, clock)) {
            return stream.publish(modality, source, samples);
        }
    }
}
