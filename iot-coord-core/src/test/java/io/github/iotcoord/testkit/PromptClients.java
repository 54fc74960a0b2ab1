package io.github.iotcoord.testkit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Collection;
import org.apache.curator.utils.ZookeeperFactory;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ConnectStringParser;
import org.apache.zookeeper.client.HostProvider;
import org.apache.zookeeper.client.StaticHostProvider;

/**
 * Makes ZooKeeper's clients as they are, but for one thing: when all servers have been tried they
 * rest for a tenth of a second and not for a whole one. With one server that is before each new
 * connection, and tests would spend most of their time in it.
 */
public final class PromptClients implements ZookeeperFactory {
  private static final long LONGEST_REST_MS = 100;

  @Override
  public ZooKeeper newZooKeeper(
      String connectString, int sessionTimeout, Watcher watcher, boolean canBeReadOnly)
      throws IOException {
    return new ZooKeeper(
        connectString,
        sessionTimeout,
        watcher,
        canBeReadOnly,
        new Servers(
            new StaticHostProvider(new ConnectStringParser(connectString).getServerAddresses())));
  }

  private record Servers(HostProvider all) implements HostProvider {
    @Override
    public InetSocketAddress next(long spinDelay) {
      return all.next(Math.min(spinDelay, LONGEST_REST_MS));
    }

    @Override
    public int size() {
      return all.size();
    }

    @Override
    public void onConnected() {
      all.onConnected();
    }

    @Override
    public boolean updateServerList(
        Collection<InetSocketAddress> addresses, InetSocketAddress current) {
      return all.updateServerList(addresses, current);
    }
  }
}
