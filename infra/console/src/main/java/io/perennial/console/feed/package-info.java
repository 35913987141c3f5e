/** Where the console's knowledge comes from: topics, consumer groups, MLflow; and where its commands go. */
@NullMarked
package io.perennial.console.feed;

import org.jspecify.annotations.NullMarked;
