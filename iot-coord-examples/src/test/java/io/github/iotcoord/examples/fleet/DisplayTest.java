package io.github.iotcoord.examples.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class DisplayTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private Display display(boolean terminal) {
    return new Display(new PrintStream(out, true, StandardCharsets.UTF_8), terminal);
  }

  @Test
  void aPipeGetsPlainLines() {
    Display display = display(false);
    display.update(() -> new Display.Frame(0.5, "half of it", List.of("details")));
    display.event("something");
    display.end();
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("half of it\nsomething\n");
  }

  @Test
  void aTerminalGetsABarAndATableThatGoAway() {
    Display display = display(true);
    display.update(() -> new Display.Frame(0.5, "half of it", List.of("details")));
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("####################....................] 50 %", "half of it", "details");
    display.end();
    assertThat(out.toString(StandardCharsets.UTF_8)).endsWith("\u001b[3A\u001b[J");
  }
}
