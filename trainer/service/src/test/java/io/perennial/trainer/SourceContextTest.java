package io.perennial.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.encoders.Content;
import io.perennial.schemas.blobs.DirectoryBlobStore;
import io.perennial.schemas.records.CuratedSample;
import io.perennial.schemas.records.Modality;
import io.perennial.schemas.records.SourcePosition;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceContextTest {
    @TempDir
    private Path directory;

    @Test
    void joinsALineWithTheNextLinesOfItsSource() {
        // given
        SourceContext context = context(3, "web: a", "disk: b", "web: c", "web: d", "web: e");

        // when
        Content content = context.content(0);

        // then
        assertThat(content).isEqualTo(new Content.Text("web: a\nweb: c\nweb: d"));
    }

    @Test
    void goesOnWithTheFirstLinesBehindTheLast() {
        // given
        SourceContext context = context(3, "web: a", "web: b", "disk: c", "web: d");

        // when
        Content content = context.content(3);

        // then
        assertThat(content).isEqualTo(new Content.Text("web: d\nweb: a\nweb: b"));
    }

    @Test
    void showsNoLineTwiceWhenTheSourceHasFew() {
        // given
        SourceContext context = context(4, "web: a", "disk: b", "web: c");

        // when
        Content content = context.content(2);

        // then
        assertThat(content).isEqualTo(new Content.Text("web: c\nweb: a"));
    }

    @Test
    void trainsOnEachSampleAloneAtLengthOne() {
        // given
        SourceContext context = context(1, "web: a", "web: b");

        // when
        Content content = context.content(1);

        // then
        assertThat(content).isEqualTo(new Content.Text("web: b"));
    }

    /** Lines, each with its source before the colon. */
    private SourceContext context(int length, String... lines) {
        List<WindowSample> samples = new ArrayList<>();
        for (int i = 0; i < lines.length; i++) {
            CuratedSample sample = CuratedSample.newBuilder()
                    .setSampleId("sample-" + i)
                    .setModality(Modality.LOGS)
                    .setSource(lines[i].substring(0, lines[i].indexOf(':')))
                    .setOrigin(new SourcePosition("raw.logs", 0, (long) i))
                    .setText(lines[i])
                    .build();
            samples.add(new WindowSample(new RecordPosition(0, i), sample));
        }
        return new SourceContext(samples, length, new SampleContents(new DirectoryBlobStore(directory)));
    }
}
