/** What has been admitted before, by the digest of its content, and who held which band of a signature first. */
@NullMarked
package io.perennial.curator.deduplication;

import org.jspecify.annotations.NullMarked;
