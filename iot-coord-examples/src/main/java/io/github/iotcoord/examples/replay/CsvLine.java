package io.github.iotcoord.examples.replay;

import java.util.ArrayList;
import java.util.List;

/** One line of CSV as RFC 4180 has it, without line breaks inside of quotes. */
final class CsvLine {
  private CsvLine() {}

  /**
   * Splits a line into its fields, without the blanks around them.
   *
   * @throws IllegalArgumentException if a quote is not closed
   */
  static List<String> split(String line) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quoted) {
        if (c != '"') {
          field.append(c);
        } else if (i + 1 < line.length() && line.charAt(i + 1) == '"') {
          field.append(c);
          i++;
        } else {
          quoted = false;
        }
      } else if (c == ',') {
        fields.add(field.toString().strip());
        field.setLength(0);
      } else if (c == '"' && field.toString().isBlank()) {
        quoted = true;
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    if (quoted) {
      throw new IllegalArgumentException("has a quote that is not closed");
    }
    fields.add(field.toString().strip());
    return fields;
  }
}
