/** The hash chain of the audit log. */
@NullMarked
package io.perennial.schemas.audit;

import org.jspecify.annotations.NullMarked;
