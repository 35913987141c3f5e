package io.perennial.trainer;

import io.perennial.schemas.records.CuratedSample;

/** A curated sample and where it stands. */
record WindowSample(RecordPosition position, CuratedSample sample) {}
