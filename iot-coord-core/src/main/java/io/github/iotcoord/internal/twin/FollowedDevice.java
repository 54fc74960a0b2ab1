package io.github.iotcoord.internal.twin;

import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.twin.DesiredVersion;
import io.github.iotcoord.twin.TwinDelta;
import io.github.iotcoord.twin.TwinState;
import io.github.iotcoord.twin.VersionedState;
import org.jspecify.annotations.Nullable;

/**
 * What a follower knows of a device, and what of that it has told. Not thread-safe, but for {@link
 * #pending()} and what is volatile.
 */
final class FollowedDevice {
  final DeviceId id;

  /** Set when it is not followed any more; it never is again. */
  volatile boolean gone;

  @Nullable FollowedGroup group;

  /** Its own desired state, or null while that is not known, or cannot be read. */
  @Nullable VersionedState own;

  /** Counts the reports of this process, so that what was read before one does not replace it. */
  int reports;

  private ReportedState reported = ReportedState.NONE;
  private @Nullable DesiredVersion told;
  private volatile @Nullable TwinDelta pending;

  FollowedDevice(DeviceId id) {
    this.id = id;
  }

  void reported(ReportedState newReported) {
    reported = newReported;
  }

  /** What is desired and not acknowledged, or null. */
  @Nullable TwinDelta pending() {
    return pending;
  }

  /** Works out what is pending; returns what is to be told, if that has not been told before. */
  @Nullable TwinDelta news() {
    VersionedState inherited = group == null ? VersionedState.NONE : group.desired();
    if (own == null || inherited == null) {
      return null;
    }
    DesiredVersion version =
        new DesiredVersion(own.version(), group == null ? "" : group.name(), inherited.version());
    TwinState desired = inherited.state().overriddenBy(own.state());
    TwinDelta delta =
        new TwinDelta(id, version, desired, desired.differenceFrom(reported.state().state()));
    pending = version.equals(reported.applied()) ? null : delta;
    // What was told may have been applied, even if it has not been acknowledged.
    if (version.equals(told == null ? reported.applied() : told)) {
      return null;
    }
    told = version;
    return delta;
  }
}
