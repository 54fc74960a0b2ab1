package io.github.iotcoord.bench.qos;

/** One line of the results. */
record Score(String trace, Contender contender, Quality quality) {
  static final String HEADER =
      "trace,detector,parameter,beats,detection_mean_s,detection_p99_s,detection_mean_periods,"
          + "mistakes,mistakes_per_hour,mistake_mean_s,query_accuracy";

  String csv() {
    return String.format(
        "%s,%s,%s,%d,%.3f,%.3f,%.4f,%d,%.6g,%.3f,%.9f",
        trace,
        contender.detector(),
        parameter(),
        quality.beats(),
        quality.meanDetection(),
        quality.lastDetection(),
        quality.periods(),
        quality.mistakes(),
        quality.mistakeRate(),
        quality.mistakeDuration(),
        quality.queryAccuracy());
  }

  String parameter() {
    return String.format("%.4g", contender.parameter());
  }
}
