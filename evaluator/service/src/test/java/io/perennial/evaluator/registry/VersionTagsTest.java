package io.perennial.evaluator.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.evaluator.controller.ModelState;
import io.perennial.evaluator.controller.Story;
import io.perennial.schemas.records.Checkpoint;
import io.perennial.schemas.records.GateOutcome;
import io.perennial.schemas.records.OperatorAction;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VersionTagsTest {

    @Test
    void versionTellsLineageGatesAndDecision() {
        // given
        Story story = new Story().line().promoted("a").offline("b", GateOutcome.FAIL);

        // when
        Map<String, String> tags = tags(story, "b");

        // then
        assertThat(tags)
                .containsEntry("perennial.checkpoint_id", "b")
                .containsEntry("perennial.version", "2")
                .containsEntry("perennial.parent", "a")
                .containsEntry("perennial.windows", "curated.text-0[10,20)")
                .containsEntry("perennial.gate.non_inferior.champion", "PASS bound=0.01 threshold=-0.02")
                .containsEntry("perennial.gate.retrieval.ndcg", "FAIL bound=-0.034 threshold=-0.02")
                .containsEntry("perennial.generation", "1")
                .containsEntry("perennial.decision", story.decisions().get(1).getDecisionId());
    }

    @Test
    void stateOfEachVersionFollowsTheDecisions() {
        // given
        Story story = new Story()
                .line()
                .checkpoint("d", "c", 4)
                .promoted("a")
                .promoted("b")
                .offline("c", GateOutcome.FAIL)
                .offline("d", GateOutcome.PASS);

        // when / then
        assertThat(tags(story, "a")).containsEntry("perennial.state", "retired");
        assertThat(tags(story, "b")).containsEntry("perennial.state", "champion");
        assertThat(tags(story, "c")).containsEntry("perennial.state", "refused");
        assertThat(tags(story, "d")).containsEntry("perennial.state", "challenger");
    }

    @Test
    void descendantsOfABadVersionAreShownInQuarantine() {
        // given
        Story story = new Story().line().promoted("a").promoted("b").command(OperatorAction.ROLLBACK, "a");

        // when / then
        assertThat(tags(story, "a")).containsEntry("perennial.state", "champion");
        assertThat(tags(story, "c")).containsEntry("perennial.state", "quarantined");
    }

    @Test
    void descriptionTellsTheStoryOfTheVersion() {
        // given
        Story story = new Story().line().promoted("a").offline("b", GateOutcome.FAIL);
        Checkpoint checkpoint = story.state().family().find("b").orElseThrow();

        // when
        String text = Descriptions.ofVersion(story.state(), checkpoint, tags(story, "b"));

        // then
        assertThat(text).contains("Update 2 of text-encoder", "refused", "Parent: update 1 (a)", "gate retrieval.ndcg");
    }

    private static Map<String, String> tags(Story story, String checkpointId) {
        ModelState state = story.state();
        return VersionTags.of(state, state.family().find(checkpointId).orElseThrow());
    }
}
