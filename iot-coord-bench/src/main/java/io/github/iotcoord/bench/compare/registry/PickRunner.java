package io.github.iotcoord.bench.compare.registry;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.bench.Fleet;
import io.github.iotcoord.bench.compare.Bed;
import io.github.iotcoord.bench.compare.Laps;
import io.github.iotcoord.bench.compare.Side.Runner;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.registry.DeviceQuery;
import io.github.iotcoord.registry.DeviceSelector;
import io.github.iotcoord.registry.DeviceView;
import io.github.iotcoord.registry.SelectionStrategy;
import io.github.iotcoord.wire.ZnodeLayout;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.x.discovery.ServiceDiscovery;
import org.apache.curator.x.discovery.ServiceDiscoveryBuilder;
import org.apache.curator.x.discovery.ServiceProvider;
import org.jspecify.annotations.Nullable;

/** Takes one device, or one instance, again and again. */
final class PickRunner implements Runner {
  static final int DEVICES = 1_000;
  static final int INSTANCES = 100;

  private final Pick pick;
  private long found; // keeps the work from being optimised away

  /** Finds or chooses one. */
  interface Pick {
    @Nullable Object take() throws Exception;
  }

  private PickRunner(Pick pick) {
    this.pick = pick;
  }

  /** Ours: each device of the fleet by its id, in turn. */
  static Runner get(Bed bed) throws Exception {
    DeviceView view = view(bed);
    DeviceId[] ids = new DeviceId[DEVICES];
    for (int i = 0; i < DEVICES; i++) {
      ids[i] = DeviceId.of("device-" + i);
    }
    int[] next = {0};
    return new PickRunner(
        () -> {
          next[0] = (next[0] + 1) % DEVICES;
          return view.find(ids[next[0]]).orElse(null);
        });
  }

  /** A cache of the same nodes: the bytes of each, by its path, in turn. */
  static Runner curatorCache(Bed bed) throws Exception {
    RegisteredFleet fleet = RegisteredFleet.make(bed, "/pick", DEVICES);
    CuratorCache cache = bed.own(CuratorCache.build(bed.near(), fleet.layout().registry()));
    LoadRunner.startAndAwait(cache);
    ZnodeLayout layout = fleet.layout();
    String[] paths = new String[DEVICES];
    for (int i = 0; i < DEVICES; i++) {
      paths[i] = layout.device("device-" + i);
    }
    int[] next = {0};
    return new PickRunner(
        () -> {
          next[0] = (next[0] + 1) % DEVICES;
          return cache.get(paths[next[0]]).orElse(null);
        });
  }

  /** Ours: round robin among all. */
  static Runner select(Bed bed) throws Exception {
    DeviceView view = view(bed);
    DeviceSelector selector = view.selector(DeviceQuery.all(), SelectionStrategy.ROUND_ROBIN);
    return new PickRunner(() -> selector.select().orElse(null));
  }

  /** Curator's provider, round robin. */
  static Runner provider(Bed bed) throws Exception {
    @SuppressWarnings("unchecked")
    ServiceDiscovery<Map<String, String>> discovery =
        ServiceDiscoveryBuilder.builder((Class<Map<String, String>>) (Class<?>) Map.class)
            .client(bed.near())
            .basePath("/discovery-pick")
            .build();
    discovery.start();
    bed.own(discovery);
    for (int i = 0; i < INSTANCES; i++) {
      discovery.registerService(Registering.instance(Fleet.device("device-" + i)));
    }
    ServiceProvider<Map<String, String>> provider =
        discovery.serviceProviderBuilder().serviceName("thermometer").build();
    provider.start();
    bed.own(provider);
    require(() -> instances(provider), INSTANCES);
    return new PickRunner(provider::getInstance);
  }

  private static int instances(ServiceProvider<?> provider) {
    try {
      return provider.getAllInstances().size();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static DeviceView view(Bed bed) throws Exception {
    RegisteredFleet fleet = RegisteredFleet.make(bed, "/pick", DEVICES);
    IotCoord coord = bed.own(IotCoord.builder(bed.near()).root(fleet.root()).build());
    DeviceView view = bed.own(coord.deviceRegistry().view());
    require(view::size, DEVICES);
    return view;
  }

  private static void require(Supplier<Integer> size, int wanted) {
    if (size.get() != wanted) {
      throw new IllegalStateException(size.get() + " are there and not " + wanted);
    }
  }

  @Override
  public double[] round(Duration time) throws Exception {
    long[] missed = {0};
    double nanos =
        Laps.meanNanos(
            time,
            () -> {
              if (pick.take() == null) {
                missed[0]++;
              } else {
                found++;
              }
            },
            () -> {});
    if (missed[0] > 0 || found == 0) {
      throw new IllegalStateException("nothing was found " + missed[0] + " times");
    }
    return new double[] {nanos};
  }
}
