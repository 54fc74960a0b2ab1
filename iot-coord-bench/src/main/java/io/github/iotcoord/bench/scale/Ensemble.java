package io.github.iotcoord.bench.scale;

import io.github.iotcoord.bench.FreePorts;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * ZooKeeper servers that replicate each other, each in a JVM of its own and with a folder of its
 * own, all on this machine: they share its processors and its disk. They end with this JVM at the
 * latest.
 */
final class Ensemble implements AutoCloseable {
  private final List<Process> processes = new ArrayList<>();
  private final Path folder;
  private final String connectString;
  private final Thread atExit = new Thread(this::end, "end-of-ensemble");

  private Ensemble(Path folder, String connectString) {
    this.folder = folder;
    this.connectString = connectString;
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** Starts so many servers, with ZooKeeper's default durability. */
  static Ensemble start(int servers, String heap) throws IOException {
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < 3 * servers; i++) {
      ports.add(FreePorts.next());
    }
    StringBuilder members = new StringBuilder();
    List<String> clients = new ArrayList<>();
    for (int i = 0; i < servers; i++) {
      clients.add("127.0.0.1:" + ports.get(3 * i));
      members.append(
          String.format(
              "server.%d=127.0.0.1:%d:%d%n", i + 1, ports.get(3 * i + 1), ports.get(3 * i + 2)));
    }
    Path folder = Files.createTempDirectory("iot-coord-ensemble");
    Ensemble ensemble = new Ensemble(folder, String.join(",", clients));
    for (int i = 0; i < servers; i++) {
      Path own = Files.createDirectory(folder.resolve("server-" + (i + 1)));
      Files.writeString(own.resolve("myid"), Integer.toString(i + 1));
      Path config = own.resolve("zoo.cfg");
      Files.writeString(
          config,
          String.format(
              "tickTime=500%ninitLimit=60%nsyncLimit=20%ndataDir=%s%nclientPort=%d%n"
                  + "clientPortAddress=127.0.0.1%nadmin.enableServer=false%nmaxClientCnxns=0%n"
                  + "4lw.commands.whitelist=cons,mntr%n%s",
              own, ports.get(3 * i), servers == 1 ? "" : members));
      ensemble.processes.add(server(config, heap));
    }
    return ensemble;
  }

  private static Process server(Path config, String heap) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx" + heap,
            "-cp",
            System.getProperty("java.class.path"),
            "org.apache.zookeeper.server.quorum.QuorumPeerMain",
            config.toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** Where clients find the servers. */
  String connectString() {
    return connectString;
  }

  /** Ends the servers; their data goes with them. */
  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(atExit);
    end();
  }

  private void end() {
    processes.forEach(Process::destroyForcibly);
    processes.forEach(process -> process.onExit().join());
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      folder.toFile().deleteOnExit();
    }
  }
}
