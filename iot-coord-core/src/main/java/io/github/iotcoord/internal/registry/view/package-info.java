/**
 * The devices that a process knows, and how they are found: immutable snapshots of a paged table,
 * its indexes, and the queries that go on.
 *
 * <p>{@link io.github.iotcoord.internal.registry.view.DeviceTable} is written by one thread and
 * publishes a {@link io.github.iotcoord.internal.registry.view.TableSnapshot} for each batch. A
 * device has a slot, a small number that it keeps; hashes and indexes are made of slots.
 */
@NullMarked
package io.github.iotcoord.internal.registry.view;

import org.jspecify.annotations.NullMarked;
