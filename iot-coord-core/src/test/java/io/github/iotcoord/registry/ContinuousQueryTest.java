package io.github.iotcoord.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.IotCoord;
import io.github.iotcoord.Subscription;
import io.github.iotcoord.testkit.ZooKeeperExtension;
import io.github.iotcoord.wire.ZnodeLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import org.apache.curator.framework.CuratorFramework;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ContinuousQueryTest {
  @RegisterExtension static final ZooKeeperExtension zookeeper = new ZooKeeperExtension();

  private static final Executor DIRECT = Runnable::run;
  private static final DeviceQuery LAMPS_IN_B = DeviceQuery.ofType("lamp").withGroup("b");

  private DeviceRegistry registry;
  private IotCoord app;
  private DeviceView view;

  @BeforeEach
  void begin() throws Exception {
    registry = zookeeper.coord("gateway-1").deviceRegistry();
    app = zookeeper.coord("app");
    view = zookeeper.own(app.deviceRegistry().view());
  }

  @Test
  void tellsHowTheResultChanges() throws Exception {
    registry.register(lamp("early-2", "b"));
    registry.register(lamp("early-1", "b"));
    registry.register(lamp("elsewhere", "a"));
    await().until(() -> view.size() == 3);
    List<DeviceEvent> events = new CopyOnWriteArrayList<>();
    Subscription subscription = view.addListener(LAMPS_IN_B, events::add, DIRECT);
    await().until(() -> events.size() == 2);
    assertThat(told(events)).containsExactly("ADDED early-1", "ADDED early-2");

    registry.register(lamp("new", "b"));
    await().until(() -> events.size() == 3);
    registry.update(lamp("new", "b").with("colour", "red"), 0);
    await().until(() -> events.size() == 4);
    registry.update(lamp("new", "a"), 1);
    await().until(() -> events.size() == 5);
    registry.update(lamp("new", "a").with("colour", "blue"), 2);
    registry.update(lamp("new", "b"), 3);
    await().until(() -> events.size() == 6);
    registry.deregister(DeviceId.of("new"));
    await().until(() -> events.size() == 7);
    assertThat(told(events.subList(2, 7)))
        .containsExactly("ADDED new", "UPDATED new", "REMOVED new", "ADDED new", "REMOVED new");
    DeviceEvent moved = events.get(4);
    assertThat(moved.after()).isNull();
    assertThat(moved.device().device().attributes()).containsEntry("colour", "red");
    assertThat(events.get(5).before()).isNull();

    // A record that cannot be read any more is gone; the others live on.
    CuratorFramework raw = zookeeper.client();
    raw.setData().forPath(new ZnodeLayout(zookeeper.root()).device("early-1"), new byte[0]);
    await().until(() -> events.size() == 8);
    assertThat(told(events.subList(7, 8))).containsExactly("REMOVED early-1");
    assertThat(view.quarantined()).isEqualTo(1);
    subscription.close();
    subscription.close();
    registry.deregister(DeviceId.of("early-2"));
    await().until(() -> view.size() == 1);
    assertThat(events).hasSize(8);
  }

  @Test
  void thousandsOfQueriesHearOnlyOfTheirOwn() throws Exception {
    int groups = 3_000;
    List<String> heard = new CopyOnWriteArrayList<>();
    for (int i = 0; i < groups; i++) {
      String group = "group-" + i;
      view.addListener(
          DeviceQuery.inGroup(group), event -> heard.add(group + event.kind()), DIRECT);
    }
    registry.register(lamp("one", "group-17"));
    await().until(() -> !heard.isEmpty());
    registry.update(lamp("one", "group-2999"), 0);
    await().until(() -> heard.size() == 3);
    assertThat(heard)
        .containsExactlyInAnyOrder("group-17ADDED", "group-17REMOVED", "group-2999ADDED");
  }

  @Test
  void viewsShareTheCopyButEndTheirOwnListeners() throws Exception {
    DeviceView other = app.deviceRegistry().view();
    List<DeviceEvent> mine = new CopyOnWriteArrayList<>();
    List<DeviceEvent> others = new CopyOnWriteArrayList<>();
    view.addListener(LAMPS_IN_B, mine::add, DIRECT);
    other.addListener(LAMPS_IN_B, others::add, DIRECT);
    registry.register(lamp("one", "b"));
    await().until(() -> mine.size() == 1 && others.size() == 1);
    assertThat(other.snapshot()).isSameAs(view.snapshot());
    DeviceSnapshot kept = other.snapshot();
    other.close();
    assertThatThrownBy(other::snapshot).isInstanceOf(CoordinationClosedException.class);
    assertThatThrownBy(() -> other.addListener(LAMPS_IN_B, others::add, DIRECT))
        .isInstanceOf(CoordinationClosedException.class);
    registry.register(lamp("two", "b"));
    await().until(() -> mine.size() == 2);
    assertThat(others).hasSize(1);
    assertThat(kept.size()).isEqualTo(1);
    assertThat(kept.find(LAMPS_IN_B)).hasSize(1);
    assertThat(view.snapshot().count(LAMPS_IN_B)).isEqualTo(2);
  }

  @Test
  void aSelectorFollowsTheResultOfItsQuery() throws Exception {
    DeviceSelector selector = view.selector(LAMPS_IN_B, SelectionStrategy.ROUND_ROBIN);
    assertThat(selector.select()).isEmpty();
    registry.register(lamp("one", "b"));
    await().until(() -> selector.select().isPresent());
    registry.update(lamp("one", "b").with("colour", "red"), 0);
    await().until(() -> selector.select().orElseThrow().version() == 1);
    registry.update(lamp("one", "a"), 1);
    await().until(() -> selector.select().isEmpty());
  }

  @Test
  @SuppressWarnings("NullAway") // what callers without a null checker do
  void refusesWhatIsMissing() {
    assertThatThrownBy(() -> view.addListener(null, event -> {}, DIRECT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("query");
    assertThatThrownBy(() -> view.addListener(LAMPS_IN_B, null, DIRECT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("listener");
    assertThatThrownBy(() -> view.snapshot().find((DeviceQuery) null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("query");
    assertThatThrownBy(() -> view.snapshot().count(null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("query");
  }

  private static Device lamp(String id, String group) {
    return Device.of(id, "lamp").withGroup(group);
  }

  private static List<String> told(List<DeviceEvent> events) {
    List<String> told = new ArrayList<>();
    events.forEach(event -> told.add(event.kind() + " " + event.device().id()));
    return told;
  }
}
