/** Rule sets as data: which measure is compared with which threshold. */
@NullMarked
package io.perennial.curator.rules;

import org.jspecify.annotations.NullMarked;
