/** Who may do what: users, passwords, sessions, and the address to listen on. */
@NullMarked
package io.perennial.console.security;

import org.jspecify.annotations.NullMarked;
