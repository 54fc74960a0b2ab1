package io.github.iotcoord.examples.replay;

/**
 * What a column of a trace measures. What follows the last underscore of the column's name is the
 * unit; a name without an underscore has none.
 *
 * @param name the metric
 * @param unit its unit, may be empty
 */
record Metric(String name, String unit) {

  /** Takes a column's name apart. */
  static Metric ofColumn(String column) {
    int underscore = column.lastIndexOf('_');
    return underscore <= 0 || underscore == column.length() - 1
        ? new Metric(column, "")
        : new Metric(column.substring(0, underscore), column.substring(underscore + 1));
  }
}
