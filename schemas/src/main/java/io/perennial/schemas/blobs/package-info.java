/** The content-addressed store for tensors, manifests and large pictures. */
@NullMarked
package io.perennial.schemas.blobs;

import org.jspecify.annotations.NullMarked;
