package io.github.iotcoord.internal.twin;

import io.github.iotcoord.twin.DesiredVersion;
import io.github.iotcoord.twin.VersionedState;

/** What is reported of a device, and which desired state has been acknowledged with it. */
record ReportedState(VersionedState state, DesiredVersion applied) {
  static final ReportedState NONE = new ReportedState(VersionedState.NONE, DesiredVersion.NONE);
}
