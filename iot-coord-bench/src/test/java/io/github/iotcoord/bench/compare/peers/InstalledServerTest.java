package io.github.iotcoord.bench.compare.peers;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@Timeout(120)
class InstalledServerTest {
  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void aServerThatEndsAtOnceIsQuoted() {
    assertThatThrownBy(
            () ->
                InstalledServer.start(
                    Path.of("/bin/sh"),
                    place -> List.of("-c", "for i in $(seq 30); do echo line $i; done; exit 3")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("/bin/sh does not listen on port")
        .hasMessageEndingWith("line 29\nline 30")
        .hasMessageNotContaining("line 10\n");
  }
}
