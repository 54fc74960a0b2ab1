package io.github.iotcoord.bench.qos;

/** A failure detector that watches over one device. */
interface Judge {

  /** Takes a beat. */
  void beat(long now, long sequence);

  /** Returns when the device is suspected if no other beat arrives, in nanoseconds. */
  long suspectAt();
}
