package io.github.iotcoord.internal.twin;

import io.github.iotcoord.internal.codec.TwinCodec;
import io.github.iotcoord.internal.codec.TwinCodec.Reported;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.Node;
import io.github.iotcoord.internal.zk.ZkSession;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.registry.RegisteredDevice;
import io.github.iotcoord.twin.DesiredVersion;
import io.github.iotcoord.twin.TwinPatch;
import io.github.iotcoord.twin.TwinState;
import io.github.iotcoord.twin.VersionedState;
import io.github.iotcoord.wire.ZnodeLayout;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Op;
import org.jspecify.annotations.Nullable;

/** A report of a device, by its owner. */
final class ReportWrite implements TwinWrite<ReportedState> {
  private final CoordContext context;
  private final DeviceId device;
  private final @Nullable DesiredVersion acknowledged;
  private final TwinPatch patch;
  private final BiConsumer<DeviceId, ReportedState> written;
  private final Instant at = Instant.now().truncatedTo(ChronoUnit.MILLIS);

  /**
   * @param acknowledged the version of the desired state that has been applied, or null
   * @param written told of what has been written
   */
  ReportWrite(
      CoordContext context,
      DeviceId device,
      @Nullable DesiredVersion acknowledged,
      TwinPatch patch,
      BiConsumer<DeviceId, ReportedState> written) {
    this.context = context;
    this.device = device;
    this.acknowledged = acknowledged;
    this.patch = patch;
    this.written = written;
  }

  @Override
  public String what() {
    return "Reporting device " + device;
  }

  @Override
  public String target() {
    return context.layout().reported(device.value());
  }

  @Override
  public List<String> reads() {
    return List.of(target(), context.layout().device(device.value()));
  }

  // Made again after a lost answer it changes nothing, and so is not written twice.
  @Override
  public Plan<ReportedState> plan(ZkSession session, List<@Nullable Node> nodes) {
    RegisteredDevice record = Records.required(device, nodes.get(1));
    Records.requireOwned(context, record);
    ReportedState before = Records.reported(device, nodes.get(0));
    TwinState state = before.state().state().patched(patch);
    DesiredVersion applied = acknowledged == null ? before.applied() : acknowledged;
    if (state.equals(before.state().state()) && applied.equals(before.applied())) {
      return Plan.nothing(before);
    }
    int version = before.state().version();
    byte[] bytes =
        TwinCodec.encodeReported(
            Records.reportedOf(device), new Reported(state, applied), context.identity(), at);
    return new Plan<>(
        List.of(
            // So nobody overwrites what a later owner has reported.
            Op.check(context.layout().device(device.value()), record.version()),
            version == 0
                ? session.createOp(target(), bytes, CreateMode.PERSISTENT)
                : Op.setData(target(), bytes, version - 1)),
        List.of(ZnodeLayout.parentOf(target())),
        null,
        bytes.length + 500,
        new ReportedState(new VersionedState(state, version + 1), applied));
  }

  @Override
  public void written(ReportedState value) {
    written.accept(device, value);
  }
}
