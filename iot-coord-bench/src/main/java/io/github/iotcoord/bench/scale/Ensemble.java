package io.github.iotcoord.bench.scale;

import io.github.iotcoord.bench.AtEnd;
import io.github.iotcoord.bench.FreePorts;
import io.github.iotcoord.bench.LastLines;
import io.github.iotcoord.bench.TemporaryFolder;
import io.github.iotcoord.bench.compare.FourLetterWord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * ZooKeeper servers that replicate each other, each in a JVM of its own and with a folder of its
 * own, all on this machine: they share its processors and its disk. They end when this JVM ends,
 * however that does.
 */
final class Ensemble implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final long LOOK_NANOS = 50_000_000;
  private static final String STATE = "zk_server_state\t";

  private final List<Server> servers = new ArrayList<>();
  private final List<Member> members = new ArrayList<>();
  private final Path folder;
  private final AtEnd end = AtEnd.of(this::end);

  private Ensemble(Path folder) {
    this.folder = folder;
  }

  private record Server(Process process, LastLines output, String connectString) {}

  /**
   * A server that serves.
   *
   * @param role {@code standalone}, {@code leader} or {@code follower}
   */
  record Member(String connectString, String role) {}

  /**
   * Starts so many servers, with ZooKeeper's default durability, and waits until all of them serve.
   *
   * @throws IOException if one ends instead, with the last that it said
   */
  static Ensemble start(int count, String heap) throws IOException {
    Ensemble ensemble = new Ensemble(Files.createTempDirectory("iot-coord-ensemble"));
    try {
      ensemble.startServers(count, heap);
      for (Server server : ensemble.servers) {
        ensemble.members.add(new Member(server.connectString(), ensemble.awaitRole(server)));
      }
      return ensemble;
    } catch (IOException | RuntimeException e) {
      ensemble.close();
      throw e;
    }
  }

  private void startServers(int count, String heap) throws IOException {
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < 3 * count; i++) {
      ports.add(FreePorts.next());
    }
    StringBuilder quorum = new StringBuilder();
    for (int i = 0; i < count; i++) {
      quorum.append(
          String.format(
              "server.%d=127.0.0.1:%d:%d%n", i + 1, ports.get(3 * i + 1), ports.get(3 * i + 2)));
    }
    for (int i = 0; i < count; i++) {
      Path own = Files.createDirectory(folder.resolve("server-" + (i + 1)));
      Files.writeString(own.resolve("myid"), Integer.toString(i + 1));
      Path config = own.resolve("zoo.cfg");
      Files.writeString(
          config,
          String.format(
              "tickTime=500%ninitLimit=60%nsyncLimit=20%ndataDir=%s%nclientPort=%d%n"
                  + "clientPortAddress=127.0.0.1%nadmin.enableServer=false%nmaxClientCnxns=0%n"
                  + "4lw.commands.whitelist=cons,mntr%n%s",
              own, ports.get(3 * i), count == 1 ? "" : quorum));
      Process process = server(config, heap);
      servers.add(
          new Server(
              process, LastLines.of(process.getInputStream()), "127.0.0.1:" + ports.get(3 * i)));
    }
  }

  static Process server(Path config, String heap) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx" + heap,
            "-cp",
            System.getProperty("java.class.path"),
            EnsembleMember.class.getName(),
            config.toString())
        .redirectErrorStream(true)
        .start();
  }

  private String awaitRole(Server waitedFor) throws IOException {
    long start = System.nanoTime();
    while (true) {
      for (Server server : servers) {
        if (!server.process().isAlive()) {
          throw new IOException("a server's process ended at once; " + server.output().ofEnded());
        }
      }
      String role = role(waitedFor.connectString());
      if (!role.isEmpty()) {
        return role;
      }
      if (System.nanoTime() - start > PATIENCE.toNanos()) {
        throw new IOException(
            "the server " + waitedFor.connectString() + " did not serve within " + PATIENCE);
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  /** Empty as long as the server does not serve. */
  private static String role(String connectString) {
    try {
      return FourLetterWord.ask(connectString, "mntr")
          .lines()
          .filter(line -> line.startsWith(STATE))
          .map(line -> line.substring(STATE.length()))
          .findFirst()
          .orElse("");
    } catch (IOException e) {
      return "";
    }
  }

  /** The first follower, or the only server. */
  Member memberForClients() {
    return members.stream()
        .filter(member -> member.role().equals("follower"))
        .findFirst()
        .orElse(members.get(0));
  }

  /** Ends the servers; their data goes with them. */
  @Override
  public void close() throws IOException {
    end.close();
  }

  private void end() throws IOException {
    servers.forEach(server -> server.process().destroyForcibly());
    servers.forEach(server -> server.process().onExit().join());
    TemporaryFolder.delete(folder);
  }
}
