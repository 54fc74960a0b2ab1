package io.github.iotcoord.internal.heartbeat;

import io.github.iotcoord.heartbeat.GroupHealth;
import io.github.iotcoord.internal.codec.HealthEntry;
import io.github.iotcoord.internal.codec.SeenPage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What there is to be published. Thread-safe. */
interface Published {
  /** The states of the devices of a page. */
  List<HealthEntry> entries(int page);

  /** The state of all devices together. */
  GroupHealth group();

  /** When the devices were heard; null if that is not to be told. */
  @Nullable SeenPage seen();
}
