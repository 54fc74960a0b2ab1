package io.github.iotcoord.internal.registry;

import io.github.iotcoord.registry.RegisteredDevice;

/** A record about to be written: what it says, its bytes, and where it goes. */
@SuppressWarnings("ArrayRecordComponent") // never compared, and read only
record DeviceRecord(RegisteredDevice device, byte[] bytes, String path, String bucket) {}
