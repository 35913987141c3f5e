/** The story of {@code infra/up --demo}: a new domain, a poisoned window, a rollback, each told in a few lines while it happens. */
@NullMarked
package io.perennial.local.demo;

import org.jspecify.annotations.NullMarked;
