package io.github.iotcoord.examples.fleet;

import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.channel.SegmentPosition;
import java.util.Objects;

/** Is told what became of each published sample. Called on the library's threads. */
interface SampleSink {
  /** ZooKeeper's quorum has committed the sample. */
  void acknowledged(SegmentPosition position, Sample sample);

  /** The sample was given up. */
  void failed(Sample sample, Throwable cause);

  /** A number to tell samples by; the same in every JVM. */
  static long checksum(Sample sample) {
    return Objects.hash(
        sample.device().value(), sample.metric(), sample.time().toEpochMilli(), sample.value());
  }
}
