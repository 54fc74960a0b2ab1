package io.github.iotcoord.internal.zk;

import io.github.iotcoord.internal.codec.Json;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.data.ACL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The node that everything hangs under; its payload tells the number of the format. */
public final class RootNode {
  private static final Logger log = LoggerFactory.getLogger(RootNode.class);

  private RootNode() {}

  /** What is written into a root that does not exist yet. */
  public static byte[] payload() {
    return Json.bytes(Json.payload());
  }

  /** Creates the root if it is missing, and checks its format if it is not. */
  public static CompletableFuture<Void> ensure(CoordContext context) {
    String root = context.layout().root();
    warnIfOpen(context.zk().aclOf(root), root);
    return context
        .zk()
        .retrying(
            "Preparing " + root,
            context.operationTimeout(),
            session ->
                session
                    .getData(root)
                    .handle(
                        (node, failure) -> {
                          if (failure == null) {
                            Json.parse(root, node.data());
                            return CompletableFuture.<Void>completedFuture(null);
                          }
                          return ZkErrors.is(failure, Code.NONODE)
                              ? context.zk().ensurePath(session, root)
                              : CompletableFuture.<Void>failedFuture(failure);
                        })
                    .thenCompose(done -> done));
  }

  private static void warnIfOpen(List<ACL> acl, String root) {
    for (ACL entry : acl) {
      if (entry.getId().equals(Ids.ANYONE_ID_UNSAFE) && (entry.getPerms() & ~Perms.READ) != 0) {
        log.warn(
            "Everything under {} can be changed by anyone who reaches ZooKeeper: give the Curator"
                + " client an ACLProvider to keep strangers out",
            root);
        return;
      }
    }
  }
}
