package io.github.iotcoord.analysis;

import io.github.iotcoord.channel.Sample;
import java.util.ArrayList;
import java.util.List;

/** Largest triangle three buckets: see {@link Downsampling}. */
final class LargestTriangles {
  private LargestTriangles() {}

  /**
   * Chooses the first, the last, and of each of the buckets between the sample that spans the
   * largest triangle with the one chosen before and the average of the next bucket.
   *
   * @param samples of one series, in the order of their time
   * @param points how many to choose, at least 2
   */
  static List<Sample> choose(List<Sample> samples, int points) {
    int count = samples.size();
    if (count <= points) {
      return List.copyOf(samples);
    }
    List<Sample> chosen = new ArrayList<>(points);
    Sample before = samples.get(0);
    chosen.add(before);
    double width = points == 2 ? 0 : (count - 2.0) / (points - 2);
    for (int bucket = 0; bucket < points - 2; bucket++) {
      int from = start(bucket, width, points, count);
      int to = start(bucket + 1, width, points, count);
      int end = start(bucket + 2, width, points, count);
      before = largest(before, samples.subList(from, to), samples.subList(to, end));
      chosen.add(before);
    }
    chosen.add(samples.get(count - 1));
    return chosen;
  }

  // The last sample is a bucket of its own.
  private static int start(int bucket, double width, int points, int count) {
    if (bucket >= points - 2) {
      return bucket == points - 2 ? count - 1 : count;
    }
    return 1 + (int) (bucket * width);
  }

  private static Sample largest(Sample before, List<Sample> bucket, List<Sample> next) {
    // Times are taken from the one before, so that nothing is lost of their milliseconds.
    long origin = before.time().toEpochMilli();
    double time = 0;
    double value = 0;
    for (Sample sample : next) {
      time += (sample.time().toEpochMilli() - origin) / (double) next.size();
      value += sample.value() / next.size();
    }
    Sample largest = bucket.get(0);
    double area = -1;
    for (Sample sample : bucket) {
      double own =
          Math.abs(
              time * (sample.value() - before.value())
                  - (sample.time().toEpochMilli() - origin) * (value - before.value()));
      if (own > area) {
        area = own;
        largest = sample;
      }
    }
    return largest;
  }
}
