package io.github.iotcoord.internal.twin;

import io.github.iotcoord.VersionConflictException;
import io.github.iotcoord.internal.codec.TwinCodec;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.Node;
import io.github.iotcoord.internal.zk.OwnerNotices;
import io.github.iotcoord.internal.zk.ZkSession;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.registry.RegisteredDevice;
import io.github.iotcoord.twin.TwinPatch;
import io.github.iotcoord.twin.TwinState;
import io.github.iotcoord.twin.VersionedState;
import io.github.iotcoord.wire.ZnodeLayout;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Op;
import org.jspecify.annotations.Nullable;

/** A change of what is desired, of a device, whose owner is told, or of a group. */
final class DesiredWrite implements TwinWrite<VersionedState> {
  /** Whatever the version is. */
  static final int ANY = -1;

  private final CoordContext context;
  private final @Nullable DeviceId device;
  private final String of;
  private final String target;
  private final TwinPatch patch;
  private final int expectedVersion;
  private final Instant at = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  private final OwnWork own = new OwnWork();

  private DesiredWrite(
      CoordContext context,
      @Nullable DeviceId device,
      String of,
      String target,
      TwinPatch patch,
      int expectedVersion) {
    this.context = context;
    this.device = device;
    this.of = of;
    this.target = target;
    this.patch = patch;
    this.expectedVersion = expectedVersion;
  }

  static DesiredWrite ofDevice(
      CoordContext context, DeviceId device, TwinPatch patch, int expectedVersion) {
    return new DesiredWrite(
        context,
        device,
        Records.desiredOf(device),
        context.layout().desired(device.value()),
        patch,
        expectedVersion);
  }

  static DesiredWrite ofGroup(
      CoordContext context, String group, TwinPatch patch, int expectedVersion) {
    return new DesiredWrite(
        context,
        null,
        Records.desiredOf(group),
        context.layout().groupDesired(group),
        patch,
        expectedVersion);
  }

  @Override
  public String what() {
    return "Updating " + of;
  }

  @Override
  public String target() {
    return target;
  }

  @Override
  public List<String> reads() {
    return device == null
        ? List.of(target)
        : List.of(target, context.layout().device(device.value()));
  }

  @Override
  public Plan<VersionedState> plan(ZkSession session, List<@Nullable Node> nodes) {
    RegisteredDevice record = device == null ? null : Records.required(device, nodes.get(1));
    Node node = nodes.get(0);
    VersionedState before = Records.desired(of, node);
    if (own.isDone(node)) {
      return Plan.nothing(before);
    }
    if (expectedVersion != ANY && expectedVersion != before.version()) {
      throw new VersionConflictException(
          of + " is not at version " + expectedVersion + " any more, but at " + before.version());
    }
    TwinState state = before.state().patched(patch);
    if (state.equals(before.state())) {
      return Plan.nothing(before);
    }
    VersionedState after = new VersionedState(state, before.version() + 1);
    byte[] bytes = TwinCodec.encodeDesired(of, state, context.identity(), at);
    own.tried(after.version(), bytes);
    return plan(session, record, before, after, bytes);
  }

  private Plan<VersionedState> plan(
      ZkSession session,
      @Nullable RegisteredDevice record,
      VersionedState before,
      VersionedState after,
      byte[] bytes) {
    List<Op> ops = new ArrayList<>();
    Told told = null;
    if (record != null) {
      String id = record.id().value();
      // So the owner that is told is the owner when this is committed.
      ops.add(Op.check(context.layout().device(id), record.version()));
      ops.addAll(new OwnerNotices(context).ops(session, record.owner(), id));
      told = new Told(record.owner(), record.id());
    }
    ops.add(
        before.version() == 0
            ? session.createOp(target, bytes, CreateMode.PERSISTENT)
            : Op.setData(target, bytes, before.version() - 1));
    List<String> parents = List.of(ZnodeLayout.parentOf(target));
    return new Plan<>(ops, parents, told, bytes.length + 1_000, after);
  }
}
