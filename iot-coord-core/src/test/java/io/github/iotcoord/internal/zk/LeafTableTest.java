package io.github.iotcoord.internal.zk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LeafTableTest {
  private final LeafTable<String> table =
      new LeafTable<>(
          (path, name, node) -> {
            String text = new String(node.data(), UTF_8);
            if (text.equals("garbled")) {
              throw new IllegalArgumentException("garbled on purpose by a test");
            }
            return text;
          });

  @Test
  void tellsWhatCameChangedAndWent() {
    assertThat(read("/r/a/1", node("x", 5, 5))).containsExactly(change(null, "x"));
    assertThat(read("/r/a/1", node("x", 5, 5))).isEmpty();
    assertThat(read("/r/a/1", node("y", 5, 6))).containsExactly(change("x", "y"));
    assertThat(read("/r/a/1", null)).containsExactly(change("y", null));
    assertThat(read("/r/a/1", null)).isEmpty();
    assertThat(table.groups()).isEmpty();
  }

  @Test
  void aLeafThatWasDeletedAndCreatedAgainHasChanged() {
    read("/r/a/1", node("x", 5, 5));
    assertThat(read("/r/a/1", node("z", 9, 9))).containsExactly(change("x", "z"));
  }

  @Test
  void anAnswerThatComesLateDoesNotTakeALeafBack() {
    read("/r/a/1", node("new", 5, 8));
    assertThat(read("/r/a/1", node("old", 5, 6))).isEmpty();
    assertThat(read("/r/a/1", node("newer", 5, 9))).containsExactly(change("new", "newer"));
  }

  @Test
  void aGarbledLeafIsAbsentUntilItIsMended() {
    assertThat(read("/r/a/1", node("garbled", 5, 5))).isEmpty();
    assertThat(read("/r/a/1", node("garbled", 5, 5))).isEmpty();
    assertThat(table.quarantined()).isEqualTo(1);
    assertThat(read("/r/a/1", node("x", 5, 6))).containsExactly(change(null, "x"));
    assertThat(read("/r/a/1", node("garbled", 5, 7))).containsExactly(change("x", null));
    assertThat(read("/r/a/1", null)).isEmpty();
  }

  @Test
  void whatIsNotListedIsGone() {
    read("/r/a/1", node("one", 5, 5));
    read("/r/a/2", node("two", 6, 6));
    read("/r/b/3", node("three", 7, 7));
    assertThat(table.keepOnly("/r/a", List.of("2")))
        .containsExactly(new MirrorChange<>("1", "one", null));
    assertThat(table.groups()).containsExactlyInAnyOrder("/r/a", "/r/b");
    assertThat(table.keepOnly("/r/b", List.of())).hasSize(1);
    assertThat(table.groups()).containsExactly("/r/a");
    assertThat(table.keepOnly("/r/unknown", List.of())).isEmpty();
  }

  private List<MirrorChange<String>> read(String path, @Nullable Node node) {
    return table.apply(List.of(path), Collections.singletonList(node));
  }

  private static MirrorChange<String> change(@Nullable String before, @Nullable String after) {
    return new MirrorChange<>("1", before, after);
  }

  private static Node node(String text, long czxid, long mzxid) {
    Stat stat = new Stat();
    stat.setCzxid(czxid);
    stat.setMzxid(mzxid);
    return new Node(Arrays.copyOf(text.getBytes(UTF_8), text.length()), stat);
  }
}
