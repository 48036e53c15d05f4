/**
 * Tokens, tickets, logout, rules, origins and addresses: the defaults behind the root
 * package's contracts.
 */
@NullMarked
package dev.realtime.security;

import org.jspecify.annotations.NullMarked;
