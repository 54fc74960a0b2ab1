package io.github.iotcoord.internal.codec;

import io.github.iotcoord.registry.RegisteredDevice;
import io.github.iotcoord.wire.WireFormatException;

/** The payload of a device's node in the registry. */
public final class DeviceRecordCodec {
  static final String ENABLED = "enabled";
  static final String LOCKED = "locked";

  private DeviceRecordCodec() {}

  /**
   * Encodes a record.
   *
   * @throws IllegalArgumentException if it would be larger than a znode should be
   */
  public static byte[] encode(RegisteredDevice registered) {
    return DeviceRecordEncoder.encode(registered);
  }

  /**
   * Decodes a record.
   *
   * @param id the device's id by its path, which the payload must agree with
   * @param version the node's version
   * @throws WireFormatException if the payload is not a record of this device
   */
  public static RegisteredDevice decode(String id, byte[] data, int version) {
    return new DeviceRecordDecoder(StringCache.none()).decode(id, data, version);
  }
}
