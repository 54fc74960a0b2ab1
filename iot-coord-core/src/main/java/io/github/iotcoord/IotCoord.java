package io.github.iotcoord;

import io.github.iotcoord.channel.ChannelOptions;
import io.github.iotcoord.channel.SensorDataChannel;
import io.github.iotcoord.cluster.Membership;
import io.github.iotcoord.cluster.Partitions;
import io.github.iotcoord.discovery.ServiceDirectory;
import io.github.iotcoord.discovery.ServiceDirectoryOptions;
import io.github.iotcoord.heartbeat.BeatRelay;
import io.github.iotcoord.heartbeat.FleetHealth;
import io.github.iotcoord.heartbeat.HeartbeatMonitor;
import io.github.iotcoord.heartbeat.HeartbeatOptions;
import io.github.iotcoord.heartbeat.RelayOptions;
import io.github.iotcoord.heartbeat.SharedHeartbeatMonitor;
import io.github.iotcoord.heartbeat.SharedMonitorOptions;
import io.github.iotcoord.internal.channel.ZkSensorDataChannel;
import io.github.iotcoord.internal.cluster.ZkMembership;
import io.github.iotcoord.internal.cluster.ZkPartitions;
import io.github.iotcoord.internal.discovery.ZkServiceDirectory;
import io.github.iotcoord.internal.heartbeat.ZkBeatRelay;
import io.github.iotcoord.internal.heartbeat.ZkFleetHealth;
import io.github.iotcoord.internal.heartbeat.ZkHeartbeatMonitor;
import io.github.iotcoord.internal.heartbeat.ZkSharedHeartbeatMonitor;
import io.github.iotcoord.internal.lock.LockRoom;
import io.github.iotcoord.internal.registry.ZkDeviceRegistry;
import io.github.iotcoord.internal.twin.ZkDeviceTwins;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.lock.DistributedLock;
import io.github.iotcoord.lock.DistributedReadWriteLock;
import io.github.iotcoord.lock.DistributedSemaphore;
import io.github.iotcoord.lock.LeaderElection;
import io.github.iotcoord.lock.LockOptions;
import io.github.iotcoord.lock.MultiLock;
import io.github.iotcoord.registry.DeviceRegistry;
import io.github.iotcoord.twin.DeviceTwins;
import io.github.iotcoord.wire.Names;
import io.github.iotcoord.wire.ZnodeLayout;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.curator.framework.CuratorFramework;
import org.jspecify.annotations.Nullable;

/**
 * The entry point: one per process, or per gateway that a process speaks for.
 *
 * <p>It stands on one Curator client and so on one ZooKeeper session. A client that it was given it
 * never closes; what {@link #connect} and {@link #embedded} make themselves is closed with it.
 * Thread-safe.
 */
public final class IotCoord implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** What names of nodes are made of must leave room for the rest. */
  private static final int MOST_IN_SHARED_NAME = 180;

  private static final int MOST_PARTITIONS = 4_096;

  private final CoordContext context;
  private final Runnable afterClose;
  private final DeviceRegistry registry;
  private final LockRoom locks;
  private final DeviceTwins twins;
  private final Set<String> publishedServices = ConcurrentHashMap.newKeySet();
  private @Nullable HeartbeatMonitor monitor;

  IotCoord(CoordContext context, Runnable afterClose) {
    this.context = context;
    this.afterClose = afterClose;
    this.registry = new ZkDeviceRegistry(context);
    this.locks = new LockRoom(context);
    this.twins = new ZkDeviceTwins(context);
  }

  /**
   * Begins to build on a Curator client of the caller's.
   *
   * @param client a started client; its namespace and ACLProvider are respected, and it is not
   *     closed
   * @return a builder
   */
  public static IotCoordBuilder builder(CuratorFramework client) {
    return IotCoordBuilder.on(client);
  }

  /**
   * Connects to an ensemble with a client of its own.
   *
   * @param connectString ZooKeeper's connect string, such as {@code "zk1:2181,zk2:2181,zk3:2181"}
   * @return the connected entry point, whose closing closes the client
   * @throws InterruptedException if interrupted while connecting
   * @throws IllegalArgumentException if the connect string is empty
   * @throws CoordinationUnavailableException if the ensemble does not answer
   * @throws io.github.iotcoord.wire.UnsupportedFormatException if the root is of another format
   */
  public static IotCoord connect(String connectString) throws InterruptedException {
    return IotCoordBuilder.connecting(connectString).build();
  }

  /**
   * Starts an {@link EmbeddedZooKeeper} and connects to it.
   *
   * @return the connected entry point, whose closing stops the server and deletes its data
   * @throws InterruptedException if interrupted while connecting
   * @throws CoordinationException if the server does not start
   */
  public static IotCoord embedded() throws InterruptedException {
    return IotCoordBuilder.embedding(EmbeddedZooKeeper.start()).build();
  }

  /**
   * Returns the name under which this process registers devices, publishes, and holds locks.
   *
   * @return the identity
   */
  public String identity() {
    return context.identity();
  }

  /**
   * Returns what is known of this process's ZooKeeper session.
   *
   * @return the lease that every recipe here stands on
   */
  public SessionLease sessionLease() {
    return context.lease();
  }

  /**
   * Returns the registry of devices.
   *
   * @return the registry
   */
  public DeviceRegistry deviceRegistry() {
    context.requireOpen();
    return registry;
  }

  /**
   * Returns the twins of devices: what is desired and reported of them.
   *
   * @return the twins
   */
  public DeviceTwins deviceTwins() {
    context.requireOpen();
    return twins;
  }

  /**
   * Returns the judge of the devices that this gateway hears: the one that is open, whatever its
   * options, or else a new one with default options.
   *
   * @return the monitor, the same at every call until it is closed
   */
  public synchronized HeartbeatMonitor heartbeatMonitor() {
    context.requireOpen();
    if (monitor instanceof ZkHeartbeatMonitor existing && existing.isOpen()) {
      return existing;
    }
    return heartbeatMonitor(HeartbeatOptions.defaults());
  }

  /**
   * Returns the judge of the devices that this gateway hears.
   *
   * @param options how it judges
   * @return the monitor
   * @throws IllegalStateException if this entry point has a monitor already, with other options
   */
  public synchronized HeartbeatMonitor heartbeatMonitor(HeartbeatOptions options) {
    context.requireOpen();
    if (monitor instanceof ZkHeartbeatMonitor existing && existing.isOpen()) {
      if (!existing.options().equals(options)) {
        throw new IllegalStateException(
            "the heartbeat monitor of " + identity() + " is open with other options");
      }
      return existing;
    }
    monitor = new ZkHeartbeatMonitor(context, options);
    return monitor;
  }

  /**
   * Opens a view of the whole fleet's health, loaded when the call returns.
   *
   * @return the view, to be closed by the caller
   * @throws InterruptedException if interrupted while the view loads
   * @throws CoordinationUnavailableException if ZooKeeper does not answer
   */
  public FleetHealth fleetHealth() throws InterruptedException {
    return ZkFleetHealth.open(context);
  }

  /**
   * Opens a relay of a fleet with default options.
   *
   * @param fleet the name that relays and monitors agree on
   * @return the relay, to be closed by the caller
   * @throws InterruptedException if interrupted while joining the relays
   */
  public BeatRelay beatRelay(String fleet) throws InterruptedException {
    return beatRelay(fleet, RelayOptions.defaults());
  }

  /**
   * Opens a relay, which passes beats on to the monitors that share a fleet.
   *
   * @param fleet the name that relays and monitors agree on, of at most 180 characters
   * @param options how it passes them on
   * @return the relay, to be closed by the caller
   * @throws InterruptedException if interrupted while joining the relays
   * @throws IllegalArgumentException if the name cannot be an element of a path
   * @throws CoordinationException if the fleet is shared by another number of partitions
   * @throws CoordinationUnavailableException if ZooKeeper does not answer
   */
  public BeatRelay beatRelay(String fleet, RelayOptions options) throws InterruptedException {
    if (options == null) {
      throw new IllegalArgumentException("options of a relay of " + fleet + " must not be null");
    }
    return ZkBeatRelay.open(
        context,
        partitions(fleet, options.partitions()),
        membership(ZnodeLayout.relaysName(fleet)),
        options);
  }

  /**
   * Opens one of the monitors that share a fleet, with default options.
   *
   * @param fleet the name that relays and monitors agree on
   * @return the monitor, to be closed by the caller
   * @throws InterruptedException if interrupted while joining the monitors
   */
  public SharedHeartbeatMonitor sharedHeartbeatMonitor(String fleet) throws InterruptedException {
    return sharedHeartbeatMonitor(fleet, SharedMonitorOptions.defaults());
  }

  /**
   * Opens one of the monitors that share a fleet.
   *
   * @param fleet the name that relays and monitors agree on, of at most 180 characters
   * @param options how it works
   * @return the monitor, to be closed by the caller
   * @throws InterruptedException if interrupted while joining the monitors
   * @throws IllegalArgumentException if the name cannot be an element of a path
   * @throws CoordinationException if the fleet is shared by another number of partitions
   * @throws CoordinationUnavailableException if ZooKeeper does not answer
   */
  public SharedHeartbeatMonitor sharedHeartbeatMonitor(String fleet, SharedMonitorOptions options)
      throws InterruptedException {
    if (options == null) {
      throw new IllegalArgumentException("options of a monitor of " + fleet + " must not be null");
    }
    return ZkSharedHeartbeatMonitor.open(context, partitions(fleet, options.partitions()), options);
  }

  /**
   * Returns the lock of a name.
   *
   * @param name the name that the actors agree on
   * @return the lock, not acquired
   * @throws IllegalArgumentException if the name cannot be an element of a path
   */
  public DistributedLock distributedLock(String name) {
    return distributedLock(name, LockOptions.defaults());
  }

  /**
   * Returns the lock of a name, held as the options say.
   *
   * @param name the name that the actors agree on
   * @param options how it is held
   * @return the lock, not acquired
   * @throws IllegalArgumentException if the name cannot be an element of a path
   */
  public DistributedLock distributedLock(String name, LockOptions options) {
    context.requireOpen();
    if (options == null) {
      throw new IllegalArgumentException("options of lock " + name + " must not be null");
    }
    return locks.lock(Names.require("lock name", name), options);
  }

  /**
   * Returns the read/write lock of a name.
   *
   * @param name the name that the actors agree on
   * @return the lock, not acquired
   * @throws IllegalArgumentException if the name cannot be an element of a path
   */
  public DistributedReadWriteLock readWriteLock(String name) {
    context.requireOpen();
    return locks.readWriteLock(Names.require("lock name", name));
  }

  /**
   * Returns the semaphore of a name.
   *
   * @param name the name that the actors agree on
   * @param permits how many may act at a time, the same in every process
   * @return the semaphore
   * @throws IllegalArgumentException if the name cannot be an element of a path, or there is no
   *     permit
   */
  public DistributedSemaphore semaphore(String name, int permits) {
    context.requireOpen();
    Names.require("semaphore name", name);
    if (permits < 1) {
      throw new IllegalArgumentException(
          "semaphore " + name + " must have at least one permit, was " + permits);
    }
    return locks.semaphore(name, permits);
  }

  /**
   * Returns several locks to be acquired as one.
   *
   * @param names the names of the locks, one or more; repetitions count once
   * @return the locks, not acquired
   * @throws IllegalArgumentException if there is no name, or one cannot be an element of a path
   */
  public MultiLock multiLock(Collection<String> names) {
    context.requireOpen();
    if (names == null || names.isEmpty()) {
      throw new IllegalArgumentException("names of a multi-lock must not be null or empty");
    }
    names.forEach(name -> Names.require("lock name", name));
    return locks.multiLock(names);
  }

  /**
   * Returns the election of a name.
   *
   * @param name the name that the candidates agree on
   * @return the election, in which nobody stands yet
   * @throws IllegalArgumentException if the name cannot be an element of a path
   */
  public LeaderElection leaderElection(String name) {
    context.requireOpen();
    return locks.election(Names.require("election name", name));
  }

  /**
   * Returns a group of processes.
   *
   * @param group the name that its members agree on
   * @return the group, which this process has not joined
   * @throws IllegalArgumentException if the name cannot be an element of a path
   */
  public Membership membership(String group) {
    context.requireOpen();
    return new ZkMembership(context, Names.require("group", group));
  }

  /**
   * Returns something that is shared by partitions, after agreeing on their number with whoever
   * shares it.
   *
   * @param name the name that members agree on, of at most 180 characters
   * @param count how many partitions there are, from 1 to 4096; it cannot be changed later
   * @return the partitions, of which this process holds none
   * @throws InterruptedException if interrupted while agreeing
   * @throws IllegalArgumentException if the name cannot be an element of a path, or the number is
   *     out of its range
   * @throws CoordinationException if others have agreed on another number
   * @throws CoordinationUnavailableException if ZooKeeper does not answer
   */
  public Partitions partitions(String name, int count) throws InterruptedException {
    context.requireOpen();
    Names.require("name of partitions", name);
    if (name.length() > MOST_IN_SHARED_NAME) {
      throw new IllegalArgumentException(
          "name of partitions has "
              + name.length()
              + " characters, more than "
              + MOST_IN_SHARED_NAME);
    }
    if (count < 1 || count > MOST_PARTITIONS) {
      throw new IllegalArgumentException(
          name + " must have from 1 to " + MOST_PARTITIONS + " partitions, was " + count);
    }
    return ZkPartitions.agree(context, name, count, this::distributedLock);
  }

  /**
   * Opens a channel with default options.
   *
   * @param name the name that publishers and subscribers agree on
   * @return the channel, to be closed by the caller
   * @throws IllegalArgumentException if the name cannot be an element of a path
   */
  public SensorDataChannel sensorDataChannel(String name) {
    return sensorDataChannel(name, ChannelOptions.defaults());
  }

  /**
   * Opens a channel.
   *
   * @param name the name that publishers and subscribers agree on
   * @param options how it publishes and keeps
   * @return the channel, to be closed by the caller
   * @throws IllegalArgumentException if the name cannot be an element of a path
   */
  public SensorDataChannel sensorDataChannel(String name, ChannelOptions options) {
    context.requireOpen();
    return new ZkSensorDataChannel(
        context, Names.require("channel name", name), options, this::leaderElection);
  }

  /**
   * Returns the directory of services at {@code /services}, which is where Spring Cloud Zookeeper
   * has it.
   *
   * @return the directory
   */
  public ServiceDirectory serviceDirectory() {
    return serviceDirectory(ServiceDirectoryOptions.defaults());
  }

  /**
   * Returns the directory of services at a path.
   *
   * @param basePath an absolute path in the Curator client's namespace
   * @return the directory
   * @throws IllegalArgumentException if the path is not one
   */
  public ServiceDirectory serviceDirectory(String basePath) {
    return serviceDirectory(ServiceDirectoryOptions.defaults().withBasePath(basePath));
  }

  /**
   * Returns a directory of services.
   *
   * @param options where it is, and in which form it is written
   * @return the directory
   * @throws IllegalArgumentException if the options are null
   */
  public ServiceDirectory serviceDirectory(ServiceDirectoryOptions options) {
    context.requireOpen();
    if (options == null) {
      throw new IllegalArgumentException("options of a service directory must not be null");
    }
    return new ZkServiceDirectory(context, options, publishedServices);
  }

  /**
   * Closes everything opened here: publishes what is buffered, releases the locks, gives up the
   * gateway's presence. Leaves no thread, watch or session node behind; what cannot be removed
   * because ZooKeeper is away goes when the client is connected again, or with the session.
   *
   * <p>Each channel with samples that are not committed is waited for, one after the other, up to
   * the operation timeout; what is not committed by then is given up, and its futures say so. All
   * else is waited for a few seconds. Idempotent.
   */
  @Override
  public void close() {
    context.close(PATIENCE);
    afterClose.run();
  }
}
