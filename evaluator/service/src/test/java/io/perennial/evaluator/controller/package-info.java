/** Tests of the decisions. */
@NullMarked
package io.perennial.evaluator.controller;

import org.jspecify.annotations.NullMarked;
