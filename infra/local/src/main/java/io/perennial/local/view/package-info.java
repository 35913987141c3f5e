/** What a person sees of the local run: the state folded from the topics, drawn on a terminal or printed as lines. */
@NullMarked
package io.perennial.local.view;

import org.jspecify.annotations.NullMarked;
