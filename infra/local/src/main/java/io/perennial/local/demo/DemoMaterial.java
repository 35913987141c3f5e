package io.perennial.local.demo;

import io.perennial.local.samples.LabelledSample;
import io.perennial.local.samples.PythonDocumentation;
import java.util.List;

/**
 * What the story publishes.
 *
 * @param newDomain texts of another kind than those that the text encoder has read
 * @param textSource publisher whose texts the text encoder has read; the new ones come from it too
 * @param pictures good pictures, from which poison is made
 */
public record DemoMaterial(PythonDocumentation newDomain, String textSource, List<LabelledSample> pictures) {
    public DemoMaterial {
        pictures = List.copyOf(pictures);
    }
}
