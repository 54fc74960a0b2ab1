package io.github.iotcoord.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.iotcoord.internal.registry.view.DeviceTable;
import io.github.iotcoord.internal.zk.TreeMirror;
import io.github.iotcoord.registry.Device;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.registry.DeviceQuery;
import io.github.iotcoord.registry.DeviceView;
import io.github.iotcoord.registry.RegisteredDevice;
import io.github.iotcoord.testkit.ZooKeeperExtension;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openjdk.jol.info.GraphStats;

/**
 * What a view of a real registry takes for each device, beside what the device is made of.
 *
 * <p>Counted is everything that can be reached from the tables of the copy behind the view: the
 * leaves that the mirror knows, the table with its indexes, the devices. Not counted is what there
 * is once, such as the connection. Subtracted is what a device would take in any map of an
 * application's own: the strings of its id, type, group, tags and attributes, and the map of its
 * attributes. What is left are the objects around them (the device, its registration, its id, the
 * set of its tags, the time, owner and claim) and what finds them.
 */
class ViewMemoryTest {
  static {
    // Without it JOL cannot see into records. It is read once, when JOL is first used.
    System.setProperty("jol.magicFieldOffset", "true");
  }

  @RegisterExtension static final ZooKeeperExtension zookeeper = new ZooKeeperExtension();

  private static final long MOST_BYTES = 250;
  private static final int DEVICES = 10_000;
  private static final List<String> ATTRIBUTES =
      List.of("serial", "vendor", "model", "floor", "firmware", "site");

  @Test
  void aDeviceTakesLittleMoreThanItsStrings() throws Exception {
    zookeeper.coord("gateway-1").deviceRegistry().registerAll(devices());
    DeviceView view = zookeeper.own(zookeeper.coord("app").deviceRegistry().view());
    assertThat(view.size()).isEqualTo(DEVICES);
    RegistryMirror mirror = (RegistryMirror) valueOf(MirrorDeviceView.class, "mirror", view);

    long own = bytes(own(view));
    long devices = bytes(view.snapshot().stream().toList()) - own;
    long finding = bytes(tables(mirror.devices())) - own - devices;
    long all = bytes(everything(mirror)) - own;
    useIndexes(view);
    long indexed = bytes(everything(mirror)) - own;
    System.out.printf(
        "Bytes for each device: its strings and attributes %d; beside them %d, of which %d are"
            + " objects around them, %d the table and %d the mirror's leaves; with 9 indexes %d%n",
        own / DEVICES,
        all / DEVICES,
        devices / DEVICES,
        finding / DEVICES,
        (all - devices - finding) / DEVICES,
        indexed / DEVICES);
    assertThat(devices / DEVICES).isGreaterThan(100);
    assertThat(finding / DEVICES).isBetween(5L, 32L);
    assertThat((indexed - all) / DEVICES).isBetween(9L, 60L);
    assertThat(indexed / DEVICES).isLessThanOrEqualTo(MOST_BYTES);
  }

  private static void useIndexes(DeviceView view) {
    DeviceQuery query = DeviceQuery.ofType("type-1").withGroup("group-1").withTag("outdoor");
    for (String name : ATTRIBUTES) {
      query = query.with(name, "v1");
    }
    DeviceQuery all = query;
    view.find(all);
    RegistryMirror mirror = (RegistryMirror) valueOf(MirrorDeviceView.class, "mirror", view);
    await()
        .until(
            () ->
                ((Map<?, ?>) valueOf(DeviceTable.class, "indexes", mirror.devices())).size()
                    == 3 + ATTRIBUTES.size());
  }

  private static List<Object> everything(RegistryMirror mirror) {
    List<Object> roots = new ArrayList<>(tables(mirror.devices()));
    Object tree = valueOf(RegistryMirror.class, "mirror", mirror);
    for (Field field : TreeMirror.class.getDeclaredFields()) {
      boolean table = field.getType().getSimpleName().equals("LeafTable");
      if (table || Map.class.isAssignableFrom(field.getType())) {
        roots.add(valueOf(field, tree));
      }
    }
    assertThat(roots).hasSizeGreaterThan(5);
    return roots;
  }

  /** The table's parts, but not the way to its writer, which leads to the connection. */
  private static List<Object> tables(DeviceTable table) {
    List<Object> roots = new ArrayList<>();
    for (Object part : List.of(table, table.snapshot())) {
      for (Field field : part.getClass().getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers())
            && !field.getType().isPrimitive()
            && !Set.of("writer", "snapshot", "wanted").contains(field.getName())) {
          roots.add(valueOf(field, part));
        }
      }
    }
    return roots;
  }

  private static List<Object> own(DeviceView view) {
    List<Object> own = new ArrayList<>();
    view.snapshot().stream()
        .map(RegisteredDevice::device)
        .forEach(
            device -> {
              own.addAll(List.of(device.id().value(), device.type(), device.group()));
              own.addAll(device.tags());
              own.add(device.attributes());
            });
    return own;
  }

  private static long bytes(Collection<?> roots) {
    return GraphStats.parseInstance(roots.toArray()).totalSize();
  }

  private static Object valueOf(Class<?> type, String name, Object of) {
    try {
      return valueOf(type.getDeclaredField(name), of);
    } catch (NoSuchFieldException e) {
      throw new AssertionError(e);
    }
  }

  private static Object valueOf(Field field, Object of) {
    try {
      field.setAccessible(true);
      return field.get(of);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  private static List<Device> devices() {
    List<Device> devices = new ArrayList<>();
    for (int i = 0; i < DEVICES; i++) {
      devices.add(
          new Device(
              DeviceId.of("device-" + i),
              "type-" + i % 10,
              "group-" + i / 100,
              i % 2 == 0 ? Set.of("outdoor") : Set.of("indoor", "mains"),
              Map.of(
                  "serial", "serial-" + i,
                  "vendor", "vendor-" + i % 5,
                  "model", "model-" + i % 50,
                  "floor", "floor-" + i % 20,
                  "firmware", "1.0." + i % 3,
                  "site", "site-" + i % (DEVICES / 20))));
    }
    return devices;
  }
}
