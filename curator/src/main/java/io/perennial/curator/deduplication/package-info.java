/** What has been admitted before, by the digest of its content, and who held which band of a signature or hash before. */
@NullMarked
package io.perennial.curator.deduplication;

import org.jspecify.annotations.NullMarked;
