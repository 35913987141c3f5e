/** Tests. */
@NullMarked
package io.perennial.curator.templates;

import org.jspecify.annotations.NullMarked;
