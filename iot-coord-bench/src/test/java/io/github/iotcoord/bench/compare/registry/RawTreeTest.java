package io.github.iotcoord.bench.compare.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.iotcoord.EmbeddedZooKeeper;
import io.github.iotcoord.bench.compare.Bed;
import java.util.ArrayList;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RawTreeTest {

  @Test
  void whatIsCreatedIsFoundReadAndDeleted() throws Exception {
    try (EmbeddedZooKeeper server = EmbeddedZooKeeper.start();
        Bed bed = new Bed(server.connectString())) {
      CuratorFramework client = bed.near();
      RawTree tree = new RawTree(client.getZookeeperClient().getZooKeeper());
      List<String> paths = new ArrayList<>();
      List<byte[]> contents = new ArrayList<>();
      for (int group = 0; group < 20; group++) {
        client.create().creatingParentsIfNeeded().forPath("/tree/g" + group);
        for (int leaf = 0; leaf < 61; leaf++) {
          paths.add("/tree/g" + group + "/leaf-" + leaf);
          contents.add(("content " + leaf).getBytes(UTF_8));
        }
      }
      tree.create(paths, contents);
      assertThat(tree.leaves("/tree")).containsExactlyInAnyOrderElementsOf(paths);
      assertThat(client.getData().forPath("/tree/g7/leaf-60"))
          .isEqualTo("content 60".getBytes(UTF_8));
      assertThat(tree.read(paths)).isEqualTo(contents.stream().mapToLong(c -> c.length).sum());
      assertThatThrownBy(() -> tree.create(paths, contents)).isInstanceOf(KeeperException.class);
      tree.delete(paths);
      assertThat(tree.leaves("/tree")).isEmpty();
    }
  }
}
