package io.github.iotcoord.bench.scale;

import java.util.Arrays;
import java.util.Locale;

/** The median of an odd number of rounds, between their lowest and their highest. */
record Spread(double median, double min, double max) {

  static Spread of(double... rounds) {
    if (rounds.length % 2 == 0) {
      throw new IllegalArgumentException("the rounds must be odd in number, were " + rounds.length);
    }
    double[] sorted = rounds.clone();
    Arrays.sort(sorted);
    return new Spread(sorted[sorted.length / 2], sorted[0], sorted[sorted.length - 1]);
  }

  /** The names of the columns of {@link #csv} for a figure. */
  static String columns(String name) {
    return name + "," + name + "_min," + name + "_max";
  }

  String csv(int decimals) {
    return format(decimals, "%s,%s,%s");
  }

  /** For a table. */
  String shown(int decimals) {
    return format(decimals, "%s (%s-%s)");
  }

  private String format(int decimals, String form) {
    String number = "%." + decimals + "f";
    return String.format(Locale.ROOT, form.replace("%s", number), median, min, max);
  }
}
