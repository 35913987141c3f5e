/** What the topics still tell about the past of curation, read once and without a consumer group. */
@NullMarked
package io.perennial.curator.history;

import org.jspecify.annotations.NullMarked;
