/** The HTTP side: pages, public REST API, live events. */
@NullMarked
package io.perennial.console.web;

import org.jspecify.annotations.NullMarked;
