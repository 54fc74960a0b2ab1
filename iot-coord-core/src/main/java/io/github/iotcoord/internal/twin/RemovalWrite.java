package io.github.iotcoord.internal.twin;

import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.Node;
import io.github.iotcoord.internal.zk.OwnerNotices;
import io.github.iotcoord.internal.zk.ZkSession;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.registry.RegisteredDevice;
import io.github.iotcoord.wire.WireFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.zookeeper.Op;
import org.jspecify.annotations.Nullable;

/** The removal of a device's twin; it does not matter whether what it removes can be read. */
final class RemovalWrite implements TwinWrite<Boolean> {
  private final CoordContext context;
  private final DeviceId device;

  RemovalWrite(CoordContext context, DeviceId device) {
    this.context = context;
    this.device = device;
  }

  @Override
  public String what() {
    return "Removing the twin of device " + device;
  }

  @Override
  public String target() {
    return context.layout().desired(device.value());
  }

  @Override
  public List<String> reads() {
    String id = device.value();
    return List.of(target(), context.layout().reported(id), context.layout().device(id));
  }

  @Override
  public Plan<Boolean> plan(ZkSession session, List<@Nullable Node> nodes) {
    List<Op> ops = new ArrayList<>();
    Told told = null;
    for (int i = 0; i < 2; i++) {
      Node node = nodes.get(i);
      if (node != null) {
        ops.add(Op.delete(reads().get(i), node.stat().getVersion()));
      }
    }
    if (ops.isEmpty()) {
      return Plan.nothing(true);
    }
    Optional<RegisteredDevice> record = record(nodes.get(2));
    if (record.isPresent()) {
      String owner = record.get().owner();
      ops.add(Op.check(context.layout().device(device.value()), record.get().version()));
      ops.addAll(new OwnerNotices(context).ops(session, owner, device.value()));
      told = new Told(owner, device);
    }
    return new Plan<>(ops, List.of(), told, 1_000, true);
  }

  private Optional<RegisteredDevice> record(@Nullable Node node) {
    try {
      return Records.record(device, node);
    } catch (WireFormatException e) {
      return Optional.empty(); // nobody is known to be told
    }
  }
}
