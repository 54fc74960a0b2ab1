package io.github.iotcoord.internal.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.iotcoord.CoordinationException;
import io.github.iotcoord.Ticker;
import io.github.iotcoord.internal.codec.StoredPosition;
import io.github.iotcoord.internal.concurrent.Scheduler;
import io.github.iotcoord.internal.zk.ZkClient;
import io.github.iotcoord.testkit.ZooKeeperExtension;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.curator.framework.CuratorFramework;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PositionNodeTest {
  @RegisterExtension static final ZooKeeperExtension zookeeper = new ZooKeeperExtension();

  private CuratorFramework curator;
  private ZkClient zk;
  private String path;

  @BeforeEach
  void connect() throws Exception {
    curator = zookeeper.client();
    curator.blockUntilConnected();
    Scheduler scheduler = zookeeper.own(new Scheduler("position-node-test", 1));
    zk = new ZkClient(curator, scheduler, Ticker.system(), "", zookeeper.root(), new byte[0]);
    path = zookeeper.root() + "/positions/p";
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(10, TimeUnit.SECONDS);
  }

  private Map<String, Long> claim(PositionNode node, Map<String, Long> otherwise) throws Exception {
    return get(
        node.claim(
            zk.session(),
            session -> CompletableFuture.completedFuture(otherwise),
            UnaryOperator.identity()));
  }

  private StoredPosition stored() throws Exception {
    return StoredPosition.decode(path, curator.getData().forPath(path));
  }

  @Test
  void twoThatClaimAtOnceBothEndAndOneOfThemHoldsIt() throws Exception {
    PositionNode one = new PositionNode(zk, path, "one");
    PositionNode two = new PositionNode(zk, path, "two");
    // Both find nothing, and both want to create it.
    CompletableFuture<Map<String, Long>> go = new CompletableFuture<>();
    CompletableFuture<Map<String, Long>> first =
        one.claim(zk.session(), session -> go, UnaryOperator.identity());
    CompletableFuture<Map<String, Long>> second =
        two.claim(zk.session(), session -> go, UnaryOperator.identity());
    go.complete(Map.of("p", 3L));
    assertThat(get(first)).isEqualTo(Map.of("p", 3L));
    assertThat(get(second)).isEqualTo(Map.of("p", 3L));
    boolean firstHolds = stored().holder().equals("one");
    PositionNode loser = firstHolds ? two : one;
    get((firstHolds ? one : two).move(zk.session(), Map.of("p", 4L)));
    assertThatThrownBy(() -> get(loser.move(zk.session(), Map.of("p", 9L))))
        .cause()
        .isInstanceOf(CoordinationException.class)
        .hasMessageContaining("taken over");
    assertThat(stored().next()).isEqualTo(Map.of("p", 4L));
  }

  @Test
  void whoHoldsItMovesItAlsoAfterItsOwnWriteHadNoAnswer() throws Exception {
    PositionNode node = new PositionNode(zk, path, "one");
    claim(node, Map.of());
    curator.setData().forPath(path, new StoredPosition("one", Map.of("p", 1L)).encode());
    get(node.move(zk.session(), Map.of("p", 2L)));
    get(node.move(zk.session(), Map.of("p", 3L)));
    assertThat(stored()).isEqualTo(new StoredPosition("one", Map.of("p", 3L)));
  }

  @Test
  void tooManyPublishersAreRefusedAndNothingIsWritten() throws Exception {
    Map<String, Long> many =
        IntStream.range(0, 20_000)
            .boxed()
            .collect(
                Collectors.toMap(i -> "gateway-%05d~0123456789abcdef-1".formatted(i), i -> 1L));
    PositionNode node = new PositionNode(zk, path, "one");
    assertThatThrownBy(() -> claim(node, many))
        .cause()
        .isInstanceOf(CoordinationException.class)
        .hasMessageContaining(path)
        .hasMessageContaining("20000 publishers");
    assertThat(curator.checkExists().forPath(path)).isNull();
    claim(node, Map.of());
    assertThatThrownBy(() -> get(node.move(zk.session(), many)))
        .hasMessageContaining("20000 publishers");
    assertThat(stored().next()).isEmpty();
  }
}
