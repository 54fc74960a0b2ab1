package io.github.iotcoord.bench.compare.channel;

import io.github.iotcoord.bench.compare.Comparison;
import io.github.iotcoord.bench.compare.Contest;
import java.util.List;

/** The channel: its history in a database. */
public final class ChannelComparison implements Comparison {
  private final int samples;

  /** With 200,000 samples to archive and 100,000 to read. */
  public ChannelComparison() {
    this(200_000);
  }

  ChannelComparison(int samples) {
    this.samples = samples;
  }

  @Override
  public String name() {
    return "channel";
  }

  @Override
  public List<Contest> contests() {
    return List.of(StoreContests.archive(samples), StoreContests.history(2 * samples, samples / 2));
  }
}
