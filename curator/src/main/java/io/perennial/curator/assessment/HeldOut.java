package io.perennial.curator.assessment;

import io.perennial.curator.pdq.PdqHash;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An example of a gold set in the forms in which samples are compared with it.
 *
 * @param contentDigests as {@link Assessment#contentSha256()}: one, or several where it depends on the source what becomes of personal data
 * @param pictureHash as {@link Content#pictureHash()}
 */
public record HeldOut(Set<String> contentDigests, @Nullable PdqHash pictureHash) {
    public HeldOut {
        contentDigests = Set.copyOf(contentDigests);
    }
}
