package io.github.iotcoord.internal.registry;

import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.wire.WireFormat;
import io.github.iotcoord.wire.ZnodeLayout;
import java.util.Locale;

/** The paths of records; those of the buckets are made once. Immutable. */
final class RecordPaths {
  private final String[] buckets = new String[WireFormat.BUCKETS];

  RecordPaths(ZnodeLayout layout) {
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] = layout.registryBucket(String.format(Locale.ROOT, "%02x", i));
    }
  }

  String bucketOf(DeviceId id) {
    return buckets[Integer.parseInt(ZnodeLayout.bucketOf(id.value()), 16)];
  }

  String in(String bucket, DeviceId id) {
    return ZnodeLayout.child(bucket, id.value());
  }
}
