/** Real data that lies beside the project and is never copied into it. */
@NullMarked
package io.perennial.tests.data;

import org.jspecify.annotations.NullMarked;
