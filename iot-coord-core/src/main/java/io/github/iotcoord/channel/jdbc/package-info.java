/**
 * A history store in a database that JDBC reaches: H2, or PostgreSQL and what speaks its tongue.
 */
@NullMarked
package io.github.iotcoord.channel.jdbc;

import org.jspecify.annotations.NullMarked;
