package io.perennial.curator.history;

import io.perennial.schemas.records.SourcePosition;
import io.perennial.schemas.records.Verdict;

/**
 * A verdict of {@code curation.verdicts}.
 *
 * @param position where it stands there
 */
public record LoggedVerdict(SourcePosition position, Verdict verdict) {}
