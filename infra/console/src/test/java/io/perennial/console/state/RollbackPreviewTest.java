package io.perennial.console.state;

import static io.perennial.console.state.StoryOfAModel.NOON;
import static io.perennial.console.state.StoryOfAModel.SILENT_AFTER;
import static io.perennial.console.state.StoryOfAModel.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.schemas.records.OffsetRange;
import org.junit.jupiter.api.Test;

class RollbackPreviewTest {
    @Test
    void allWindowsSinceTheTargetAreSuspectAndJoined() {
        // given
        StoryOfAModel story = StoryOfAModel.ofThreeChampions();

        // when
        RollbackPreview preview = preview(story, 1);

        // then
        assertThat(preview.suspect()).containsExactly(new OffsetRange("curated.text", 0, 100L, 300L));
        assertThat(preview.suspectOffsets()).isEqualTo(200);
    }

    @Test
    void theTrainerGoesOnWhereTheTargetEnded() {
        // given
        StoryOfAModel story = StoryOfAModel.ofThreeChampions();

        // when
        RollbackPreview preview = preview(story, 2);

        // then
        assertThat(preview.rewindTo()).extracting(OffsetRange::getFromOffset).containsExactly(200L);
    }

    @Test
    void theChampionAndItsDescendantsGoIntoQuarantine() {
        // given
        StoryOfAModel story = StoryOfAModel.ofThreeChampions().trainFrom(3).trainFrom(2);

        // when
        RollbackPreview preview = preview(story, 2);

        // then
        assertThat(preview.quarantine()).extracting(Candidate::version).containsExactly(3L, 4L);
    }

    @Test
    void onlyThePreviousChampionIsWarm() {
        // given
        StoryOfAModel story = StoryOfAModel.ofThreeChampions();

        // when
        RollbackPreview previous = preview(story, 2);
        RollbackPreview older = preview(story, 1);

        // then
        assertThat(previous.warm()).isTrue();
        assertThat(older.warm()).isFalse();
    }

    @Test
    void everyLiveInstanceMustConvergeToTheGenerationAfterTheExpectedOne() {
        // given
        StoryOfAModel story = StoryOfAModel.ofThreeChampions();

        // when
        RollbackPreview preview = preview(story, 2);

        // then
        assertThat(preview.mustConverge()).hasSize(2);
        assertThat(preview.expectedGeneration()).isEqualTo(3);
    }

    private static RollbackPreview preview(StoryOfAModel story, int version) {
        ModelState model = story.model();
        return RollbackPreview.of(model, model.candidate(id(version)).orElseThrow(), NOON.plusSeconds(2), SILENT_AFTER);
    }
}
