package io.github.iotcoord.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {
  @Test
  void whatIsLeftFollowsWhatWasDone() {
    AtomicLong time = new AtomicLong();
    StringWriter err = new StringWriter();
    Progress progress =
        new Progress(
            new PrintWriter(err),
            time::get,
            List.of(new Progress.Step("first", 10), new Progress.Step("second", 60)));
    time.addAndGet(Duration.ofSeconds(20).toNanos());
    progress.stepDone();
    time.addAndGet(Duration.ofSeconds(100).toNanos());
    progress.stepDone();
    assertThat(err.toString().lines())
        .containsExactly(
            "2 steps, about 1:10", "1/2 first took 0:20, about 2:00 left", "2/2 second took 1:40");
  }
}
