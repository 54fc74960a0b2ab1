package io.github.iotcoord.analysis;

/** Adds up samples in one pass, and what others have added up. Not thread-safe. */
final class Accumulator {
  private final Quantiles quantiles = new Quantiles();
  private long count;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;
  private double mean;
  private double squares;
  private long firstMillis;
  private double first;
  private long lastMillis;
  private double last;

  void add(long millis, double value) {
    count++;
    min = Math.min(min, value);
    max = Math.max(max, value);
    double delta = value - mean;
    // The difference of two values may be too large for a double, while their mean is not.
    mean = Double.isFinite(delta) ? mean + delta / count : mean + (value / count - mean / count);
    squares += delta * (value - mean);
    if (count == 1 || millis < firstMillis) {
      firstMillis = millis;
      first = value;
    }
    if (count == 1 || millis >= lastMillis) {
      lastMillis = millis;
      last = value;
    }
    quantiles.add(value);
  }

  void merge(Accumulator other) {
    if (other.count == 0) {
      return;
    }
    if (count == 0 || other.firstMillis < firstMillis) {
      firstMillis = other.firstMillis;
      first = other.first;
    }
    if (count == 0 || other.lastMillis >= lastMillis) {
      lastMillis = other.lastMillis;
      last = other.last;
    }
    long total = count + other.count;
    double delta = other.mean - mean;
    double share = (double) other.count / total;
    squares += other.squares;
    if (count > 0) {
      squares += delta * delta * count * share;
    }
    mean =
        count == 0
            ? other.mean
            : Double.isFinite(delta)
                ? mean + delta * share
                : mean * (1 - share) + other.mean * share;
    count = total;
    min = Math.min(min, other.min);
    max = Math.max(max, other.max);
    quantiles.merge(other.quantiles);
  }

  Accumulator copy() {
    Accumulator copy = new Accumulator();
    copy.merge(this);
    return copy;
  }

  long count() {
    return count;
  }

  double min() {
    return min;
  }

  double max() {
    return max;
  }

  double mean() {
    return mean;
  }

  double variance() {
    return count < 2 ? 0 : squares / (count - 1);
  }

  long firstMillis() {
    return firstMillis;
  }

  double first() {
    return first;
  }

  long lastMillis() {
    return lastMillis;
  }

  double last() {
    return last;
  }

  Quantiles quantiles() {
    return quantiles;
  }
}
