package io.github.iotcoord.twin;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A change of a {@link TwinState}: a JSON merge patch (RFC 7396). Immutable.
 *
 * <p>A key that it has is set, or removed where its value is null; a nested object is merged in the
 * same way; a list replaces what was there as a whole. Other keys stay as they are. Applied twice
 * it makes the same as once. Values are as those of {@code TwinState}, and nulls.
 */
public final class TwinPatch {
  private static final TwinPatch EMPTY = new TwinPatch(Map.of());

  private final Map<String, @Nullable Object> values;

  private TwinPatch(Map<String, @Nullable Object> values) {
    this.values = values;
  }

  /**
   * Returns the patch that changes nothing, to begin with.
   *
   * @return the empty patch
   */
  public static TwinPatch empty() {
    return EMPTY;
  }

  /**
   * Creates a patch by a copy of a map.
   *
   * @param values values by key, null to remove
   * @return the patch
   * @throws IllegalArgumentException if a key or value is not allowed, saying where, which and why
   */
  public static TwinPatch of(Map<String, ? extends @Nullable Object> values) {
    JsonValues.required("values", values);
    return new TwinPatch(JsonValues.copy(values, true));
  }

  /**
   * Creates a patch that sets all that a state says.
   *
   * @param state the state
   * @return the patch
   */
  public static TwinPatch of(TwinState state) {
    JsonValues.required("state", state);
    return of(state.asMap());
  }

  /**
   * Returns the same patch with a key to be set.
   *
   * @param key the key
   * @param value its value; a map, a {@code TwinState} or a {@code TwinPatch} is merged into what
   *     is there
   * @return a new patch
   * @throws IllegalArgumentException if the key or the value is not allowed
   */
  public TwinPatch set(String key, Object value) {
    JsonValues.required("the value of " + key, value);
    return with(key, value);
  }

  /**
   * Returns the same patch with a key to be removed.
   *
   * @param key the key
   * @return a new patch
   * @throws IllegalArgumentException if the key is not allowed
   */
  public TwinPatch remove(String key) {
    return with(key, null);
  }

  private TwinPatch with(String key, @Nullable Object value) {
    Map<@Nullable String, @Nullable Object> one = Collections.singletonMap(key, value);
    Map<String, @Nullable Object> all = new TreeMap<>(values);
    all.putAll(JsonValues.copy(one, true));
    return new TwinPatch(Collections.unmodifiableMap(all));
  }

  /**
   * Returns the values.
   *
   * @return an unmodifiable map, ordered by key, null where a key is to be removed
   */
  public Map<String, @Nullable Object> asMap() {
    return values;
  }

  /**
   * Tells whether this patch changes nothing.
   *
   * @return whether there is no key
   */
  public boolean isEmpty() {
    return values.isEmpty();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TwinPatch patch && values.equals(patch.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
