package io.github.iotcoord.internal.twin;

import static io.github.iotcoord.internal.twin.Arguments.required;

import io.github.iotcoord.internal.concurrent.Listeners;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.ZkErrors;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.twin.DesiredVersion;
import io.github.iotcoord.twin.DeviceTwin;
import io.github.iotcoord.twin.DeviceTwins;
import io.github.iotcoord.twin.TwinDelta;
import io.github.iotcoord.twin.TwinFollower;
import io.github.iotcoord.twin.TwinListener;
import io.github.iotcoord.twin.TwinPatch;
import io.github.iotcoord.twin.VersionedState;
import io.github.iotcoord.wire.Names;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Twins in ZooKeeper: one writer for all callers, and any number of followers. */
public final class ZkDeviceTwins implements DeviceTwins {
  private final CoordContext context;
  private final TwinReader reader;
  private final TwinWriter writer;
  private final Set<ZkTwinFollower> followers = ConcurrentHashMap.newKeySet();

  public ZkDeviceTwins(CoordContext context) {
    this.context = context;
    this.reader = new TwinReader(context);
    this.writer = context.own(new TwinWriter(context));
  }

  @Override
  public Optional<DeviceTwin> find(DeviceId device) throws InterruptedException {
    required("device", device);
    context.requireOpen();
    return context.await(reader.find(device), "Reading the twin of device " + device);
  }

  @Override
  public Map<DeviceId, DeviceTwin> findAll(Collection<DeviceId> devices)
      throws InterruptedException {
    List<DeviceId> ids = Arguments.devices(devices);
    context.requireOpen();
    return context.awaitUnbounded(
        reader.findAll(ids), "Reading the twins of " + ids.size() + " devices");
  }

  @Override
  public VersionedState updateDesired(DeviceId device, TwinPatch patch)
      throws InterruptedException {
    return await(updateDesiredAsync(device, patch), "Updating device " + device);
  }

  @Override
  public CompletableFuture<VersionedState> updateDesiredAsync(DeviceId device, TwinPatch patch) {
    return writer.submit(
        DesiredWrite.ofDevice(
            context, required("device", device), required("patch", patch), DesiredWrite.ANY));
  }

  @Override
  public VersionedState updateDesired(DeviceId device, TwinPatch patch, int expectedVersion)
      throws InterruptedException {
    return await(
        writer.submit(
            DesiredWrite.ofDevice(
                context,
                required("device", device),
                required("patch", patch),
                Arguments.version(expectedVersion))),
        "Updating device " + device);
  }

  @Override
  public VersionedState groupDesired(String group) throws InterruptedException {
    Names.require("group", group);
    context.requireOpen();
    return context.await(reader.group(group), "Reading group " + group);
  }

  @Override
  public VersionedState updateGroup(String group, TwinPatch patch) throws InterruptedException {
    return update(group, patch, DesiredWrite.ANY);
  }

  @Override
  public VersionedState updateGroup(String group, TwinPatch patch, int expectedVersion)
      throws InterruptedException {
    return update(group, patch, Arguments.version(expectedVersion));
  }

  private VersionedState update(String group, TwinPatch patch, int expectedVersion)
      throws InterruptedException {
    Names.require("group", group);
    return await(
        writer.submit(
            DesiredWrite.ofGroup(context, group, required("patch", patch), expectedVersion)),
        "Updating group " + group);
  }

  @Override
  public VersionedState report(DeviceId device, TwinPatch patch) throws InterruptedException {
    return await(reportAsync(device, patch), "Reporting device " + device);
  }

  @Override
  public VersionedState report(TwinDelta applied, TwinPatch patch) throws InterruptedException {
    return await(reportAsync(applied, patch), "Reporting device " + applied.device());
  }

  @Override
  public CompletableFuture<VersionedState> reportAsync(DeviceId device, TwinPatch patch) {
    return report(required("device", device), null, required("patch", patch));
  }

  @Override
  public CompletableFuture<VersionedState> reportAsync(TwinDelta applied, TwinPatch patch) {
    required("the applied delta", applied);
    return report(applied.device(), applied.version(), required("patch", patch));
  }

  private CompletableFuture<VersionedState> report(
      DeviceId device, @Nullable DesiredVersion acknowledged, TwinPatch patch) {
    return writer
        .submit(new ReportWrite(context, device, acknowledged, patch, this::reported))
        .whenComplete(
            (reported, failure) -> {
              if (ZkErrors.isConnectionTrouble(failure)) {
                followers.forEach(follower -> follower.reportedPerhaps(device));
              }
            })
        .thenApply(ReportedState::state);
  }

  private void reported(DeviceId device, ReportedState reported) {
    followers.forEach(follower -> follower.reported(device, reported));
  }

  @Override
  public TwinFollower follow(Collection<DeviceId> devices, TwinListener listener, Executor executor)
      throws InterruptedException {
    Collection<DeviceId> ids = Arguments.devices(devices);
    Listeners.require(listener, executor);
    ZkTwinFollower follower =
        new ZkTwinFollower(
            context,
            listener,
            executor,
            closed -> {
              followers.remove(closed);
              context.disown(closed);
            });
    context.own(follower);
    followers.add(follower);
    try {
      context.await(follower.start(ids), "Following " + ids.size() + " devices");
      return follower;
    } catch (InterruptedException | RuntimeException e) {
      follower.close();
      throw e;
    }
  }

  @Override
  public void remove(DeviceId device) throws InterruptedException {
    required("device", device);
    await(
        writer.submit(new RemovalWrite(context, device)), "Removing the twin of device " + device);
  }

  private <T> T await(CompletableFuture<T> write, String what) throws InterruptedException {
    return context.await(write, what);
  }
}
