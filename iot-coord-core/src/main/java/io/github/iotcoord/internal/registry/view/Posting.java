package io.github.iotcoord.internal.registry.view;

/**
 * The devices that have a value.
 *
 * @param generation that of the table when one of them last came, changed or went
 */
record Posting(String value, SlotSet slots, long generation) {}
