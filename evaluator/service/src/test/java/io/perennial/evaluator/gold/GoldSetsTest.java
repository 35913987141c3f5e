package io.perennial.evaluator.gold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.runtime.ServiceException;
import io.perennial.schemas.blobs.DirectoryBlobStore;
import io.perennial.schemas.records.GoldExample;
import io.perennial.schemas.records.GoldSet;
import io.perennial.schemas.records.GoldSplit;
import io.perennial.schemas.records.Modality;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoldSetsTest {
    @TempDir
    private Path directory;

    private GoldSets sets;

    @BeforeEach
    void open() {
        sets = new GoldSets(
                new DirectoryBlobStore(directory), Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC));
    }

    @Test
    void whatWasWrittenIsReadBackSortedById() throws IOException {
        // given
        List<GoldExample> examples = examples();
        List<GoldExample> shuffled = new ArrayList<>(examples);
        Collections.shuffle(shuffled, new Random(1));

        // when
        GoldSet set = write(null, shuffled);

        // then
        assertThat(sets.read(set)).isEqualTo(examples);
        assertThat(set.getVersion()).isEqualTo(1);
        assertThat(set.getLabels()).containsExactly("a", "b");
        assertThat(set.getTrainExamples()).isEqualTo(2);
        assertThat(set.getValidationExamples()).isEqualTo(1);
        assertThat(set.getTestExamples()).isEqualTo(1);
    }

    @Test
    void anUnchangedSetKeepsItsVersionAndAChangedLabelRaisesIt() throws IOException {
        // given
        GoldSet first = write(null, examples());
        List<GoldExample> relabelled = new ArrayList<>(examples());
        relabelled.set(
                3, GoldExample.newBuilder(relabelled.get(3)).setLabel("a").build());

        // when
        GoldSet same = write(first, examples());
        GoldSet changed = write(first, relabelled);

        // then
        assertThat(same).isSameAs(first);
        assertThat(changed.getVersion()).isEqualTo(2);
        assertThat(changed.getDigest()).isNotEqualTo(first.getDigest());
    }

    @Test
    void equalSetsAreOneBlob() throws IOException {
        // given
        GoldSet first = write(null, examples());

        // when
        GoldSet again = write(null, examples());

        // then
        assertThat(again.getBlob()).isEqualTo(first.getBlob());
    }

    @Test
    void theSameContentInTwoSplitsIsRefused() {
        // given
        List<GoldExample> examples = new ArrayList<>(examples());
        examples.add(example("twin", "a", GoldSplit.TEST, "A  FIRST text"));

        // when / then
        assertThatThrownBy(() -> write(null, examples))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("'twin' (TEST) has the same content as '1' (TRAIN)");
    }

    @Test
    void aLabelWithoutTrainingExamplesIsRefused() {
        // given
        List<GoldExample> examples = new ArrayList<>(examples());
        examples.add(example("5", "c", GoldSplit.TEST, "only asked"));

        // when / then
        assertThatThrownBy(() -> write(null, examples)).hasMessageContaining("no TRAIN example has the label c");
    }

    @Test
    void anIdUsedTwiceIsRefused() {
        // given
        List<GoldExample> examples = new ArrayList<>(examples());
        examples.add(example("1", "a", GoldSplit.TRAIN, "another text"));

        // when / then
        assertThatThrownBy(() -> write(null, examples)).hasMessageContaining("the id is empty or used twice");
    }

    @Test
    void aDigestThatDiffersFromTheEventIsRefused() throws IOException {
        // given
        GoldSet forged = GoldSet.newBuilder(write(null, examples()))
                .setDigest("0".repeat(64))
                .build();

        // when / then
        assertThatThrownBy(() -> sets.read(forged))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("the event says " + "0".repeat(64));
    }

    private GoldSet write(@Nullable GoldSet previous, List<GoldExample> examples) throws IOException {
        return sets.write(previous, "letters", Modality.TEXT, "text-encoder", examples);
    }

    private static List<GoldExample> examples() {
        return List.of(
                example("1", "a", GoldSplit.TRAIN, "a first text"),
                example("2", "b", GoldSplit.TRAIN, "a second text"),
                example("3", "a", GoldSplit.VALIDATION, "a third text"),
                example("4", "b", GoldSplit.TEST, "a fourth text"));
    }

    private static GoldExample example(String id, String label, GoldSplit split, String text) {
        return new GoldExample(id, label, split, "", text, ByteBuffer.allocate(0));
    }
}
