package io.github.iotcoord.internal.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.iotcoord.channel.Sample;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SampleQueueTest {
  private record Entry(Sample sample, Ack ack) {}

  private static List<Sample> samples(int count, int from) {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      samples.add(Sample.of("d", "m", Instant.ofEpochMilli(from + i), i));
    }
    return samples;
  }

  private static Entry polled(SampleQueue queue) {
    Shares shares = new Shares();
    Sample sample = queue.poll(shares);
    List<Ack> acks = new ArrayList<>();
    shares.forEach((ack, count) -> acks.add(ack));
    return new Entry(sample, acks.get(0));
  }

  @Test
  void itGivesWhatAPlainQueueOfSamplesGives() {
    for (int seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      SampleQueue queue = new SampleQueue();
      ArrayDeque<Entry> model = new ArrayDeque<>();
      for (int step = 0; step < 200; step++) {
        switch (random.nextInt(4)) {
          case 0 -> add(random, step, queue, model);
          case 1 -> moveAndPoll(random, seed, queue, model);
          case 2 -> {
            if (!model.isEmpty()) {
              assertThat(polled(queue)).as("seed %d", seed).isEqualTo(model.remove());
            }
          }
          default -> {
            if (!model.isEmpty()) {
              assertThat(queue.drop()).as("seed %d", seed).isSameAs(model.remove().ack);
            }
          }
        }
        assertThat(queue.size()).as("seed %d", seed).isEqualTo(model.size());
      }
      assertThat(queue.clear())
          .as("seed %d", seed)
          .containsExactlyElementsOf(model.stream().map(Entry::ack).toList());
      assertThat(queue.isEmpty()).isTrue();
    }
  }

  // In one piece or in two, as when the buffer becomes full in between.
  private static void add(Random random, int step, SampleQueue queue, ArrayDeque<Entry> model) {
    List<Sample> samples = samples(1 + random.nextInt(8), 1_000 * step);
    Ack ack = new Ack(samples.size());
    int middle = random.nextInt(samples.size());
    if (middle > 0) {
      queue.add(samples, 0, middle, ack);
    }
    queue.add(samples, middle, samples.size(), ack);
    samples.forEach(sample -> model.add(new Entry(sample, ack)));
  }

  // Some are taken for a segment, which has no room for all of them, and the next one has.
  private static void moveAndPoll(
      Random random, int seed, SampleQueue queue, ArrayDeque<Entry> model) {
    SampleQueue portion = new SampleQueue();
    int most = random.nextInt(12);
    int moved = queue.moveTo(portion, most);
    moved += queue.moveTo(portion, most);
    assertThat(moved).isEqualTo(Math.min(2 * most, model.size())).isEqualTo(portion.size());
    for (int sent = random.nextInt(moved + 1); sent > 0; sent--) {
      assertThat(polled(portion)).as("seed %d", seed).isEqualTo(model.remove());
    }
    SampleQueue returned = new SampleQueue();
    portion.moveTo(returned, 2 * most);
    assertThat(portion.isEmpty()).isTrue();
    while (!returned.isEmpty()) {
      assertThat(polled(returned)).as("seed %d", seed).isEqualTo(model.remove());
    }
  }
}
