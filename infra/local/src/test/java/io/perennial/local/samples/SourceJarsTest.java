package io.perennial.local.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceJarsTest {
    @TempDir
    Path directory;

    @Test
    void keepsForLaterWhatWasNotChosen() throws IOException {
        // given
        write("large", 30);
        write("small", 4);
        SourceJars jars = new SourceJars(directory, 10);

        // when
        List<LabelledSample> chosen = jars.chosen();
        List<LabelledSample> others = jars.others();

        // then
        assertThat(chosen).hasSize(14);
        List<String> all = new ArrayList<>();
        chosen.forEach(sample -> all.add(sample.text()));
        others.forEach(sample -> all.add(sample.text()));
        assertThat(all).hasSize(34).doesNotHaveDuplicates();
    }

    private void write(String library, int paragraphs) throws IOException {
        try (OutputStream file = Files.newOutputStream(directory.resolve(library + "-sources.jar"));
                JarOutputStream jar = new JarOutputStream(file)) {
            for (int i = 0; i < paragraphs; i++) {
                jar.putNextEntry(new JarEntry("Type" + i + ".java"));
                String source = "/** The type number " + i + " of " + library
                        + " has a paragraph of documentation that is long enough to be prose. */ class Type" + i
                        + " {}";
                jar.write(source.getBytes(StandardCharsets.UTF_8));
                jar.closeEntry();
            }
        }
    }
}
