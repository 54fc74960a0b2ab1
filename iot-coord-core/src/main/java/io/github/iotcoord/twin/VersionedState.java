package io.github.iotcoord.twin;

/**
 * A state as it is kept, and its version. Immutable.
 *
 * @param state the state, empty if none has been written
 * @param version counts its changes: 0 if none has been written, 1 after the first
 */
public record VersionedState(TwinState state, int version) {
  /** What has never been written. */
  public static final VersionedState NONE = new VersionedState(TwinState.empty(), 0);

  /**
   * Creates a versioned state.
   *
   * @throws IllegalArgumentException if the state is missing or the version negative
   */
  public VersionedState {
    JsonValues.required("state", state);
    if (version < 0) {
      throw new IllegalArgumentException("version must not be negative, was " + version);
    }
  }
}
