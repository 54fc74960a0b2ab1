package io.github.iotcoord.examples.fleet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a run came to: for people, for programs, and as an exit code. Not thread-safe. */
public final class Report {
  private final Map<String, @Nullable Object> values = new LinkedHashMap<>();
  private final List<String> lines = new ArrayList<>();
  private final List<String> broken = new ArrayList<>();

  /** Adds a value for programs; a value may be null, a number, a string, a list or a map. */
  public void put(String key, @Nullable Object value) {
    values.put(key, value);
  }

  /** Adds a line for people. */
  public void line(String label, String text) {
    lines.add("  %-16s %s".formatted(label, text));
  }

  /** Notes something that should have been so; if it is not, the run has failed. */
  public void require(boolean condition, String otherwise) {
    if (!condition) {
      broken.add(otherwise);
    }
  }

  /** Adds the keys that tell of samples, and requires that none was lost. */
  public void samples(DeliveryLog.Balance balance) {
    put("samples_published", balance.published());
    put("samples_delivered", balance.delivered());
    put("samples_lost", balance.lost());
    put("samples_unconfirmed", balance.unconfirmed());
    put("samples_duplicated", balance.duplicated());
    put("samples_failed", balance.failed());
    put("segments", balance.segments());
    put("segment_gaps", balance.gaps());
    line(
        "samples",
        "%,d published and acknowledged, %,d delivered, %,d lost, in %,d segments"
            .formatted(
                balance.published(), balance.delivered(), balance.lost(), balance.segments()));
    line(
        "",
        "%,d delivered without an acknowledgement, %,d delivered twice, %,d given up"
            .formatted(balance.unconfirmed(), balance.duplicated(), balance.failed()));
    require(
        balance.lost() == 0, balance.lost() + " acknowledged samples were lost or came changed");
    require(balance.duplicated() == 0, balance.duplicated() + " samples were delivered twice");
  }

  /** Adds the detection times' median and 99th percentile under their keys. */
  public void detection(List<Long> ascendingMillis) {
    put("detection_ms_p50", percentile(ascendingMillis, 50));
    put("detection_ms_p99", percentile(ascendingMillis, 99));
  }

  /** The nearest-rank percentile, or null if there is nothing. */
  public static @Nullable Long percentile(List<Long> ascending, int percent) {
    if (ascending.isEmpty()) {
      return null;
    }
    int rank = (int) Math.ceil(percent / 100.0 * ascending.size());
    return ascending.get(Math.max(0, rank - 1));
  }

  /** What was not as it should be. */
  public List<String> broken() {
    return List.copyOf(broken);
  }

  /** 0 if everything was as it should be, else 1. */
  public int exitCode() {
    return broken.isEmpty() ? 0 : 1;
  }

  /** Prints it for people. */
  public void print(PrintStream out) {
    out.println();
    out.println("Report");
    lines.forEach(out::println);
    out.println();
    if (broken.isEmpty()) {
      out.println("OK: all that was promised was kept.");
    } else {
      broken.forEach(what -> out.println("BROKEN: " + what));
    }
    out.flush();
  }

  /** All values, as JSON. */
  public String json() {
    Map<String, @Nullable Object> all = new LinkedHashMap<>(values);
    all.put("ok", broken.isEmpty());
    all.put("broken", broken);
    try {
      return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(all)
          + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A report cannot be written as JSON", e);
    }
  }

  /** Writes {@link #json} to a file. */
  public void write(Path file) throws IOException {
    Files.writeString(file, json());
  }
}
