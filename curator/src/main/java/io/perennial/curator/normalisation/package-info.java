/** The one form of a content that is measured, compared and trained on. */
@NullMarked
package io.perennial.curator.normalisation;

import org.jspecify.annotations.NullMarked;
