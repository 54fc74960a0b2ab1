package io.github.iotcoord.internal.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.iotcoord.heartbeat.DeviceHealth;
import io.github.iotcoord.heartbeat.DeviceStatus;
import io.github.iotcoord.heartbeat.GroupStatus;
import io.github.iotcoord.heartbeat.GroupTransition;
import io.github.iotcoord.heartbeat.HealthTransition;
import io.github.iotcoord.internal.codec.HealthEntry;
import io.github.iotcoord.internal.codec.HealthGroup;
import io.github.iotcoord.internal.codec.HealthPage;
import io.github.iotcoord.internal.codec.SeenPage;
import io.github.iotcoord.internal.codec.Sleep;
import io.github.iotcoord.internal.zk.MirrorChange;
import io.github.iotcoord.registry.DeviceId;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FleetMergeTest {
  private static final DeviceId A = DeviceId.of("a");

  private final List<HealthTransition> heard = new ArrayList<>();
  private final List<GroupTransition> heardOfGroups = new ArrayList<>();
  private final FleetMerge merge =
      new FleetMerge(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), heard::add, heardOfGroups::add);
  private long zxid = 100;

  private void claim(@Nullable ClaimNode before, @Nullable ClaimNode after) {
    merge.claimsChanged(List.of(new MirrorChange<>("/claim", before, after)));
  }

  private HealthNode.Page page(
      HealthNode.@Nullable Page before, String gateway, String life, HealthEntry... entries) {
    String path = "/health/" + gateway + "/0";
    HealthNode.Page after =
        new HealthNode.Page(path, gateway, 0, ++zxid, new HealthPage(life, List.of(entries)));
    merge.nodesChanged(List.of(new MirrorChange<>(path, before, after)));
    return after;
  }

  private static HealthEntry a(DeviceStatus status, long transition) {
    return new HealthEntry(
        A, status, Instant.EPOCH, transition, "why", false, 1_000, 0, Sleep.NONE);
  }

  private static HealthEntry other(String id) {
    return new HealthEntry(
        DeviceId.of(id), DeviceStatus.UP, Instant.EPOCH, 1, "why", false, 1_000, 0, Sleep.NONE);
  }

  private DeviceHealth health() {
    return Objects.requireNonNull(merge.find(A));
  }

  @Test
  void aPageCountsWhileItsWriterHasTheNewestClaim() {
    ClaimNode first = new ClaimNode("gw", 1, "life-1");
    page(null, "gw", "life-1", a(DeviceStatus.UP, 1));
    assertThat(health().status()).isEqualTo(DeviceStatus.UNREACHABLE);
    claim(null, first);
    assertThat(health().status()).isEqualTo(DeviceStatus.UP);

    ClaimNode second = new ClaimNode("gw", 2, "life-2");
    claim(null, second);
    assertThat(health().status()).isEqualTo(DeviceStatus.UNREACHABLE);
    assertThat(health().reason()).isEqualTo("gateway gw was restarted; last known UP");
    claim(second, null);
    assertThat(health().status()).isEqualTo(DeviceStatus.UP);
    // The same life on a new session.
    claim(null, new ClaimNode("gw", 3, "life-1"));
    claim(first, null);
    assertThat(health().status()).isEqualTo(DeviceStatus.UP);
    assertThat(heard).hasSize(4);
  }

  @Test
  void theBestLiveWordCountsAndOfEqualOnesTheNewest() {
    claim(null, new ClaimNode("one", 0, "l1"));
    claim(null, new ClaimNode("two", 0, "l2"));
    HealthNode.Page one = page(null, "one", "l1", a(DeviceStatus.DOWN, 5));
    HealthNode.Page two = page(null, "two", "l2", a(DeviceStatus.SUSPECT, 2));
    assertThat(health().status()).isEqualTo(DeviceStatus.SUSPECT);
    page(two, "two", "l2", a(DeviceStatus.DOWN, 3));
    assertThat(health().gateway()).isEqualTo("two");
    page(one, "one", "l1", a(DeviceStatus.UP, 6));
    assertThat(health().status()).isEqualTo(DeviceStatus.UP);
    claim(new ClaimNode("one", 0, "l1"), null);
    assertThat(health().status()).isEqualTo(DeviceStatus.DOWN);
    assertThat(health().gateway()).isEqualTo("two");
    claim(new ClaimNode("two", 0, "l2"), null);
    assertThat(health().status()).isEqualTo(DeviceStatus.UNREACHABLE);
    assertThat(health().gateway()).isEqualTo("one");
    assertThat(merge.groups().counts()).containsEntry(DeviceStatus.UNREACHABLE, 1L);
    assertThat(merge.gateways()).isEmpty();
  }

  @Test
  void aPageThatIsRewrittenForAnotherDeviceTellsNothingNew() {
    claim(null, new ClaimNode("one", 0, "l1"));
    claim(null, new ClaimNode("two", 0, "l2"));
    HealthNode.Page one = page(null, "one", "l1", a(DeviceStatus.DOWN, 5));
    page(null, "two", "l2", a(DeviceStatus.DOWN, 5));
    heard.clear();
    page(one, "one", "l1", a(DeviceStatus.DOWN, 5), other("b"));
    assertThat(heard)
        .extracting(t -> Objects.requireNonNull(t.after()).device().value())
        .containsExactly("b");
    assertThat(health().gateway()).isEqualTo("two");
  }

  @Test
  void aDeviceTwiceInOnePageOrInNoneHarmsNobody() {
    claim(null, new ClaimNode("one", 0, "l1"));
    HealthNode.Page twice =
        page(null, "one", "l1", a(DeviceStatus.UP, 1), a(DeviceStatus.DOWN, 2), other("b"));
    assertThat(health().status()).isEqualTo(DeviceStatus.UP);
    HealthNode.Page none = page(twice, "one", "l1");
    assertThat(merge.find(A)).isNull();
    assertThat(merge.all()).isEmpty();
    merge.nodesChanged(List.of(new MirrorChange<>(none.path(), none, null)));
    assertThat(merge.groups().counts().values()).containsOnly(0L);
  }

  private static HealthEntry connected(DeviceStatus status, long session) {
    return new HealthEntry(A, status, Instant.EPOCH, 1, "why", false, 1_000, session, Sleep.NONE);
  }

  @Test
  void theWordOfTheNewestConnectionCountsWhateverOthersSay() {
    claim(null, new ClaimNode("one", 0, "l1"));
    claim(null, new ClaimNode("two", 0, "l2"));
    HealthNode.Page one = page(null, "one", "l1", connected(DeviceStatus.UP, 7));
    HealthNode.Page two = page(null, "two", "l2", connected(DeviceStatus.UP, 8));
    assertThat(health().gateway()).isEqualTo("two");
    heard.clear();
    one = page(one, "one", "l1", connected(DeviceStatus.DOWN, 7));
    assertThat(heard).isEmpty();
    page(two, "two", "l2", connected(DeviceStatus.DOWN, 8));
    assertThat(health().status()).isEqualTo(DeviceStatus.DOWN);
    one = page(one, "one", "l1", connected(DeviceStatus.UP, 7));
    assertThat(health().status()).isEqualTo(DeviceStatus.DOWN);
    page(one, "one", "l1", connected(DeviceStatus.UP, 9));
    assertThat(health().status()).isEqualTo(DeviceStatus.UP);
    // Of a gateway that is gone even the newest word does not count against one that is there.
    claim(new ClaimNode("one", 0, "l1"), null);
    assertThat(health().status()).isEqualTo(DeviceStatus.DOWN);
    claim(new ClaimNode("two", 0, "l2"), null);
    assertThat(health().status()).isEqualTo(DeviceStatus.UNREACHABLE);
    assertThat(health().gateway()).isEqualTo("one");
  }

  private void group(String life, GroupStatus status, long transition) {
    HealthNode.Group after =
        new HealthNode.Group("gw", new HealthGroup(life, status, Instant.EPOCH, transition, "why"));
    merge.nodesChanged(List.of(new MirrorChange<>("/health/gw/group", null, after)));
  }

  @Test
  void whatHappensToAGatewayIsOneEvent() {
    ClaimNode first = new ClaimNode("gw", 1, "life-1");
    claim(null, first);
    page(null, "gw", "life-1", a(DeviceStatus.UP, 1), other("b"));
    group("life-1", GroupStatus.SILENT, 1);
    group("life-1", GroupStatus.UP, 2);
    claim(first, null);
    claim(null, new ClaimNode("gw", 2, "life-2"));
    assertThat(heardOfGroups)
        .extracting(t -> Objects.requireNonNull(t.after()).status())
        .containsExactly(
            GroupStatus.UP, GroupStatus.SILENT, GroupStatus.UP, GroupStatus.GONE, GroupStatus.UP);
    assertThat(heardOfGroups)
        .extracting(t -> Objects.requireNonNull(t.after()).transition())
        .containsExactly(0L, 1L, 2L, 2L, 2L);
    assertThat(merge.groups().counts("gw")).containsEntry(DeviceStatus.UNREACHABLE, 2L);
    assertThat(merge.groups().counts("nobody").values()).containsOnly(0L);
  }

  @Test
  void whenADeviceWasHeardIsFoundByItsPlaceInThePage() {
    claim(null, new ClaimNode("gw", 1, "life-1"));
    HealthNode.Page page = page(null, "gw", "life-1", other("b"), a(DeviceStatus.UP, 1));
    Instant at = Instant.parse("2026-11-24T12:00:00Z");
    SeenPage.Layout layout = new SeenPage.Layout();
    layout.add(DeviceId.of("b"));
    layout.add(A);
    byte[] ages = {SeenPage.code(0), SeenPage.code(60_000_000_000L)};
    seen(new SeenPage("life-1", at, Map.of(0, new SeenPage.Ages(layout.value(), ages))));
    assertThat(merge.lastSeen(A)).isBetween(at.minusSeconds(66), at.minusSeconds(60));
    assertThat(merge.lastSeen(DeviceId.of("b"))).isBetween(at.minusSeconds(1), at);

    page(page, "gw", "life-1", a(DeviceStatus.UP, 1));
    seen(new SeenPage("life-1", at, Map.of(0, new SeenPage.Ages(layout.value(), ages))));
    assertThat(merge.lastSeen(A)).isNull();
  }

  @Test
  void aDeviceTrackedLaterHidesNoOthersOfItsPage() {
    claim(null, new ClaimNode("gw", 1, "life-1"));
    HealthNode.Page page = page(null, "gw", "life-1", a(DeviceStatus.UP, 1));
    Instant at = Instant.parse("2026-11-24T12:00:00Z");
    SeenPage.Layout layout = new SeenPage.Layout();
    layout.add(A);
    byte[] ages = {SeenPage.code(0)};
    seen(new SeenPage("life-1", at, Map.of(0, new SeenPage.Ages(layout.value(), ages))));
    page(page, "gw", "life-1", a(DeviceStatus.UP, 1), other("b"));
    assertThat(merge.lastSeen(A)).isBetween(at.minusSeconds(1), at);
    assertThat(merge.lastSeen(DeviceId.of("b"))).isNull();
  }

  @Test
  void itMayComeBeforeThePageThatItIsAbout() {
    claim(null, new ClaimNode("gw", 1, "life-1"));
    HealthNode.Page page = page(null, "gw", "life-1", a(DeviceStatus.UP, 1));
    Instant at = Instant.parse("2026-11-24T12:00:00Z");
    SeenPage.Layout layout = new SeenPage.Layout();
    layout.add(A);
    layout.add(DeviceId.of("b"));
    byte[] ages = {SeenPage.code(0), SeenPage.code(0)};
    seen(new SeenPage("life-1", at, Map.of(0, new SeenPage.Ages(layout.value(), ages))));
    assertThat(merge.lastSeen(A)).isNull();
    page(page, "gw", "life-1", a(DeviceStatus.UP, 1), other("b"));
    assertThat(merge.lastSeen(A)).isBetween(at.minusSeconds(1), at);
    assertThat(merge.lastSeen(DeviceId.of("b"))).isBetween(at.minusSeconds(1), at);
  }

  private void seen(SeenPage page) {
    merge.nodesChanged(
        List.of(new MirrorChange<>("/health/gw/seen", null, new HealthNode.Seen("gw", page))));
  }
}
