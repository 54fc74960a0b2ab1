package io.github.iotcoord.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.iotcoord.bench.FreePorts;
import io.github.iotcoord.bench.compare.FourLetterWord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EnsembleTest {
  @Test
  void aServerThatEndsAtOnceIsQuoted() {
    assertThatThrownBy(() -> Ensemble.start(1, "much"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("ended at once; it said last:\n")
        .hasMessageContaining("-Xmxmuch");
  }

  @Test
  void aMemberEndsWithItsInputAndTakesTheLastFolderAlong(@TempDir Path folder) throws Exception {
    Path ensemble = Files.createDirectories(folder.resolve("ensemble"));
    Path own = Files.createDirectory(ensemble.resolve("server-1"));
    int port = FreePorts.next();
    Path config = own.resolve("zoo.cfg");
    Files.writeString(
        config,
        String.format(
            "tickTime=500%ndataDir=%s%nclientPort=%d%nclientPortAddress=127.0.0.1%n"
                + "admin.enableServer=false%n",
            own, port));
    Process member = Ensemble.server(config, "64m");
    try {
      while (member.isAlive() && !answers(port)) {
        Thread.onSpinWait();
      }
      assertThat(member.isAlive()).isTrue();
      member.getOutputStream().close();
      assertThat(member.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(ensemble).doesNotExist();
    } finally {
      member.destroyForcibly();
    }
  }

  private static boolean answers(int port) {
    try {
      return !FourLetterWord.ask("127.0.0.1:" + port, "srvr").isEmpty();
    } catch (IOException e) {
      return false;
    }
  }
}
