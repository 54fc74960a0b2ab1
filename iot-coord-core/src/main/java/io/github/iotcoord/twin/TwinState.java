package io.github.iotcoord.twin;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a device is like, or should be: an object as in JSON. Immutable.
 *
 * <p>Its values are texts ({@link String}), {@link Boolean}s, whole numbers ({@link Long}), other
 * numbers ({@link Double}), lists, and maps of such values; there is no null. Shorter integers and
 * {@code float}s are taken and widened. A number is the same value however it was given: {@code
 * 30.0} is kept as the whole number 30, since JSON does not tell them apart.
 *
 * <p>Keys have 1 to 200 characters. Objects and lists are nested up to 8 deep, this one included.
 */
public final class TwinState {
  private static final TwinState EMPTY = new TwinState(Map.of());

  private final Map<String, Object> values;

  private TwinState(Map<String, Object> values) {
    this.values = values;
  }

  /**
   * Returns the state that says nothing.
   *
   * @return the empty state
   */
  public static TwinState empty() {
    return EMPTY;
  }

  /**
   * Creates a state by a copy of a map, such as a JSON library makes.
   *
   * @param values the values by key; {@code TwinState}s count as maps
   * @return the state
   * @throws IllegalArgumentException if a key or value is not allowed, saying where, which and why
   */
  public static TwinState of(Map<String, ?> values) {
    JsonValues.required("values", values);
    return new TwinState(JsonValues.merge(Map.of(), JsonValues.copy(values, false)));
  }

  /**
   * Returns the same state with a value set or replaced.
   *
   * @param key its key
   * @param value the value
   * @return a new state
   * @throws IllegalArgumentException if the key or the value is not allowed
   */
  public TwinState with(String key, Object value) {
    JsonValues.required("the value of " + key, value);
    return patched(TwinPatch.empty().remove(key)).patched(TwinPatch.empty().set(key, value));
  }

  /**
   * Returns the state that a merge patch makes of this one, by RFC 7396.
   *
   * @param patch what to change
   * @return a new state
   */
  public TwinState patched(TwinPatch patch) {
    JsonValues.required("patch", patch);
    return new TwinState(JsonValues.merge(values, patch.asMap()));
  }

  /**
   * Returns this state with another one laid over it: what both say is as the other says, key by
   * key, also within nested objects; lists are replaced as a whole.
   *
   * @param over the state that wins
   * @return a new state
   */
  public TwinState overriddenBy(TwinState over) {
    JsonValues.required("the other state", over);
    return new TwinState(JsonValues.merge(values, over.values));
  }

  /**
   * Returns what this state says and another one does not, or says differently. What only the other
   * says is not in it.
   *
   * @param actual the other state
   * @return the difference, empty if there is none
   */
  public TwinState differenceFrom(TwinState actual) {
    JsonValues.required("the other state", actual);
    return new TwinState(JsonValues.difference(values, actual.values));
  }

  /**
   * Returns the values, such as a JSON library takes.
   *
   * @return an unmodifiable map, ordered by key
   */
  public Map<String, Object> asMap() {
    return values;
  }

  /**
   * Tells whether this state says nothing.
   *
   * @return whether there is no key
   */
  public boolean isEmpty() {
    return values.isEmpty();
  }

  /**
   * Returns a value.
   *
   * @param path its key, after the keys of the objects that it is nested in
   * @return the value, or empty if it is not there
   */
  public Optional<Object> find(String... path) {
    Object found = path.length == 0 ? null : values;
    for (String key : path) {
      found = found instanceof Map<?, ?> object ? object.get(key) : null;
    }
    return Optional.ofNullable(found);
  }

  /**
   * Returns a text.
   *
   * @param path its key, after the keys of the objects that it is nested in
   * @return the text, or empty if it is not there or something else
   */
  public Optional<String> text(String... path) {
    return find(path).map(value -> value instanceof String text ? text : null);
  }

  /**
   * Returns a whole number.
   *
   * @param path its key, after the keys of the objects that it is nested in
   * @return the number, or empty if it is not there, not a number or not whole
   */
  public Optional<Long> whole(String... path) {
    return find(path).map(value -> value instanceof Long number ? number : null);
  }

  /**
   * Returns a number, whole or not.
   *
   * @param path its key, after the keys of the objects that it is nested in
   * @return the number, or empty if it is not there or something else
   */
  public Optional<Double> number(String... path) {
    return find(path).map(value -> value instanceof Number number ? number.doubleValue() : null);
  }

  /**
   * Returns a boolean.
   *
   * @param path its key, after the keys of the objects that it is nested in
   * @return the boolean, or empty if it is not there or something else
   */
  public Optional<Boolean> flag(String... path) {
    return find(path).map(value -> value instanceof Boolean flag ? flag : null);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TwinState state && values.equals(state.values);
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
