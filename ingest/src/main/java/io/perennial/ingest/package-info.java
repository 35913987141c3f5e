/** Publishes files, directories, growing files and standard input to the raw topics, each item once. */
@NullMarked
package io.perennial.ingest;

import org.jspecify.annotations.NullMarked;
