package io.github.iotcoord.examples.fleet;

import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.channel.SegmentPosition;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;

/** Tells acknowledgements to the process that started this one, some at a time. Thread-safe. */
final class AckReporter implements SampleSink {
  private final PrintStream out;
  private Map<SegmentPosition, long[]> untold = new HashMap<>();

  AckReporter(PrintStream out) {
    this.out = out;
  }

  @Override
  public synchronized void acknowledged(SegmentPosition position, Sample sample) {
    long[] segment = untold.computeIfAbsent(position, p -> new long[2]);
    segment[0]++;
    segment[1] += SampleSink.checksum(sample);
  }

  @Override
  public void failed(Sample sample, Throwable cause) {}

  void flush() {
    Map<SegmentPosition, long[]> telling;
    synchronized (this) {
      telling = untold;
      untold = new HashMap<>();
    }
    telling.forEach(
        (position, segment) ->
            out.println(
                String.join(
                    "\t",
                    "ACK",
                    position.publisher(),
                    Long.toString(position.number()),
                    Long.toString(segment[0]),
                    Long.toString(segment[1]))));
    out.flush();
  }

  /** Understands a line of {@link #flush}, and passes it on. */
  static void read(String line, DeliveryLog log) {
    String[] fields = line.split("\t", -1);
    log.acknowledged(
        new SegmentPosition(fields[1], Long.parseLong(fields[2])),
        Long.parseLong(fields[3]),
        Long.parseLong(fields[4]));
  }
}
