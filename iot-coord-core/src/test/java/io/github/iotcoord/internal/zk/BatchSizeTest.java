package io.github.iotcoord.internal.zk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BatchSizeTest {
  private final BatchSize size = new BatchSize();

  private static List<@Nullable Node> nodes(int count, int bytes) {
    return Collections.nCopies(count, new Node(new byte[bytes], new Stat()));
  }

  @Test
  void growsWithWhatHasBeenAnswered() {
    assertThat(size.get()).isEqualTo(32);
    for (int i = 0; i < 10; i++) {
      size.succeeded(nodes(size.get(), 10));
    }
    assertThat(size.get()).isEqualTo(2_000);
    size.succeeded(nodes(100, 50_000));
    assertThat(size.get()).isEqualTo(7);
  }

  @Test
  void smallAnswersDoNotUndoWhatAFailureHasTaught() {
    size.failed(32);
    size.failed(16);
    assertThat(size.get()).isEqualTo(8);
    for (int i = 0; i < 10; i++) {
      size.succeeded(nodes(1, 10));
    }
    assertThat(size.get()).isEqualTo(8);
    size.failed(1);
    assertThat(size.get()).isEqualTo(1);
    size.succeeded(nodes(1, 10));
    assertThat(size.get()).isEqualTo(2);
  }
}
