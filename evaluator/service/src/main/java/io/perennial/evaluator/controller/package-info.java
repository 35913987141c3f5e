/** The promotion controller: reports, commands and moved aliases in, hash-chained decisions and the desired state out. */
@NullMarked
package io.perennial.evaluator.controller;

import org.jspecify.annotations.NullMarked;
