package io.github.iotcoord.bench.compare.peers;

import io.github.iotcoord.bench.Fleet;
import io.github.iotcoord.bench.compare.Side;
import io.github.iotcoord.internal.codec.DeviceRecordCodec;
import io.github.iotcoord.registry.AdminState;
import io.github.iotcoord.registry.RegisteredDevice;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** The peers whose servers are installed here. */
public final class Peers {
  /** How many callers {@code registry.callers} has. */
  static final int CALLERS = 64;

  /** How many writes are in a batch: etcd takes no more than 128 in a transaction. */
  static final int BATCH = 100;

  static final int UNDER_WAY = 16;

  private final List<Peer> found;

  private Peers(List<Peer> found) {
    this.found = found;
  }

  /** One of them. */
  interface Peer {
    /** Its sides of a contest, by the contest's name; none where it has none. */
    List<Side> sides(String contest);
  }

  /** No peers. */
  public static Peers none() {
    return new Peers(List.of());
  }

  /**
   * Looks for them.
   *
   * @param path the folders to look into, as the shell's variable has them
   * @param told is told of each, which version it is or that it is not there
   */
  public static Peers installed(String path, Consumer<String> told) {
    List<Peer> found = new ArrayList<>();
    look("etcd", "etcd", "etcd-server", path, EtcdPeer::new, told).ifPresent(found::add);
    look("Redis", "redis-server", "redis-server", path, RedisPeer::new, told).ifPresent(found::add);
    return new Peers(found);
  }

  private static Optional<Peer> look(
      String name,
      String program,
      String debianPackage,
      String path,
      Function<Path, Peer> peer,
      Consumer<String> told) {
    Optional<Path> at = InstalledServer.find(program, path);
    if (at.isPresent()) {
      told.accept(name + ": " + InstalledServer.version(at.get()));
    } else {
      told.accept(
          name
              + " is skipped: there is no program '"
              + program
              + "' on the PATH (Debian: apt-get install "
              + debianPackage
              + ")");
    }
    return at.map(peer);
  }

  /** The sides of all peers in a contest. */
  public List<Side> sides(String contest) {
    return found.stream().flatMap(peer -> peer.sides(contest).stream()).toList();
  }

  /** The record that our registry writes for a device. */
  static byte[] record(String id) {
    return DeviceRecordCodec.encode(
        new RegisteredDevice(
            Fleet.device(id),
            "gateway-1",
            "0123456789abcdef",
            0,
            Instant.parse("2026-01-02T03:04:05.678Z"),
            AdminState.ENABLED));
  }
}
