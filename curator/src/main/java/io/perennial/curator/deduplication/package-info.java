/** What has been admitted before, by the digest of its content. */
@NullMarked
package io.perennial.curator.deduplication;

import org.jspecify.annotations.NullMarked;
