package io.github.iotcoord.examples;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.channel.SensorDataChannel;
import io.github.iotcoord.lock.LockGrant;
import io.github.iotcoord.registry.Device;
import io.github.iotcoord.registry.DeviceId;
import java.time.Duration;
import java.time.Instant;

/** The ten lines of the README. */
public final class Quickstart {
  private Quickstart() {}

  /**
   * Runs them.
   *
   * @param args not used
   * @throws InterruptedException if interrupted
   */
  public static void main(String[] args) throws InterruptedException {
    try (IotCoord coord = IotCoord.embedded();
        LockGrant grant = coord.distributedLock("valve-7").lock();
        SensorDataChannel climate = coord.sensorDataChannel("climate")) {
      DeviceId id = coord.deviceRegistry().register(Device.of("thermo-1", "thermometer")).id();
      coord.heartbeatMonitor().track(id, Duration.ofSeconds(10));
      coord.heartbeatMonitor().beat(id);
      climate.publish(Sample.of("thermo-1", "temperature", Instant.now(), 21.5)).join();
      System.out.println("valve-7 is mine, with fencing token " + grant.token());
      System.out.println(climate.latest(id, "temperature").orElseThrow());
    }
  }
}
