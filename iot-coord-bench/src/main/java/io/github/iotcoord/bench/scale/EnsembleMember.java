package io.github.iotcoord.bench.scale;

import io.github.iotcoord.bench.AtEnd;
import io.github.iotcoord.bench.TemporaryFolder;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.apache.zookeeper.server.quorum.QuorumPeerMain;

/**
 * A ZooKeeper server of an {@link Ensemble}, as ZooKeeper's own launcher runs it, that ends with
 * its standard input: so it does not outlive a parent that was killed. Its folder goes with it, and
 * the folder above with the last one.
 */
final class EnsembleMember {
  private EnsembleMember() {}

  /**
   * Runs a server.
   *
   * @param args its configuration file, which lies in its folder
   */
  public static void main(String[] args) {
    Path folder = Objects.requireNonNull(Path.of(args[0]).toAbsolutePath().getParent());
    var unused = AtEnd.of(() -> delete(folder));
    Thread watch = new Thread(EnsembleMember::endWithInput, "end-with-input");
    watch.setDaemon(true);
    watch.start();
    QuorumPeerMain.main(new String[] {args[0]});
  }

  private static void endWithInput() {
    try {
      while (System.in.read() >= 0) {
        // Nobody says anything.
      }
    } catch (IOException e) {
      // As good as the end.
    }
    System.exit(0);
  }

  private static void delete(Path folder) throws IOException {
    TemporaryFolder.delete(folder);
    Path above = Objects.requireNonNull(folder.getParent());
    try {
      Files.deleteIfExists(above);
    } catch (DirectoryNotEmptyException e) {
      // Others are still there.
    }
  }
}
