package io.perennial.console.page;

import static io.perennial.console.state.StoryOfAModel.NOON;
import static io.perennial.console.state.StoryOfAModel.SILENT_AFTER;
import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.console.security.Identity;
import io.perennial.console.security.Role;
import io.perennial.console.state.StoryOfAModel;
import io.perennial.schemas.records.Decision;
import io.perennial.schemas.records.DecisionKind;
import org.junit.jupiter.api.Test;

class NowPageTest {
    @Test
    void whatAnOperatorTypesCannotBecomeMarkup() {
        // given
        StoryOfAModel story = StoryOfAModel.ofThreeChampions().rollBack(2, "key-rollback", 3);
        story.publish(Decision.newBuilder(story.sealed(DecisionKind.HOLD, null, null))
                .setReason("<img src=x onerror=alert(1)>")
                .build());

        // when
        String page = NowPage.body(view(story, Role.APPROVER)).markup();

        // then
        assertThat(page).doesNotContain("<img").contains("&lt;img src=x");
    }

    @Test
    void aViewerSeesEveryButtonDisabledWithTheReason() {
        // when
        String page = NowPage.body(view(StoryOfAModel.ofThreeChampions(), Role.VIEWER))
                .markup();

        // then
        assertThat(page)
                .contains("Roll back</button>")
                .contains("needs the role operator, you are viewer")
                .doesNotContain("data-action=");
    }

    @Test
    void anOperatorMayRollBackButNotPromote() {
        // when
        String page = NowPage.body(view(StoryOfAModel.ofThreeChampions(), Role.OPERATOR))
                .markup();

        // then
        assertThat(page).contains("data-action=\"ROLLBACK\"").doesNotContain("data-action=\"PROMOTE\"");
    }

    private static View view(StoryOfAModel story, Role role) {
        return new View(story.console(), new Identity("alice", role), NOON.plusSeconds(2), SILENT_AFTER, "");
    }
}
