package io.github.iotcoord.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.testkit.FreezingProxy;
import io.github.iotcoord.testkit.ZooKeeperExtension;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MembershipTest {
  private static final Duration SOON = Duration.ofSeconds(15);

  @RegisterExtension static final ZooKeeperExtension zk = new ZooKeeperExtension();

  @Test
  void membersAreSeenAndLeave() throws InterruptedException {
    IotCoord one = zk.coord("one");
    IotCoord two = zk.coord("two");
    MembershipView view = zk.coord("observer").membership("group").view();
    List<List<String>> seen = new CopyOnWriteArrayList<>();
    view.addListener(seen::add, Runnable::run);
    assertThat(view.members()).isEmpty();

    Member first = one.membership("group").join();
    await().atMost(SOON).until(() -> view.members().equals(List.of("one")));
    Member second = two.membership("group").join();
    one.membership("other group").join();
    await().atMost(SOON).until(() -> view.members().equals(List.of("one", "two")));
    assertThat(first.state()).isEqualTo(MemberState.PRESENT);
    assertThat(view.freshness().live()).isTrue();

    second.close();
    await().atMost(SOON).until(() -> view.members().equals(List.of("one")));
    one.close();
    await().atMost(SOON).until(() -> view.members().isEmpty());
    assertThat(first.state()).isEqualTo(MemberState.CLOSED);
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(seen)
                    .containsExactly(
                        List.of(),
                        List.of("one"),
                        List.of("one", "two"),
                        List.of("one"),
                        List.of()));
  }

  @Test
  void aMemberLeavesWhileItShowsThatItLives() throws InterruptedException {
    MembershipView view = zk.coord("observer").membership("group").view();
    Member member = zk.coord("one").membership("group").join();
    await().atMost(SOON).until(() -> view.members().equals(List.of("one")));
    CompletableFuture<Void> shown = member.touch(); // written between the look and the deletion
    member.close();
    await().atMost(SOON).until(() -> view.members().isEmpty());
    assertThat(shown).isCompleted();
  }

  @Test
  void aLostSessionIsJoinedAnew() throws InterruptedException {
    FreezingProxy proxy = zk.proxy();
    Member member = zk.coord("one", proxy).membership("group").join();
    List<MemberState> states = new CopyOnWriteArrayList<>();
    member.addListener(states::add, Runnable::run);
    MembershipView view = zk.coord("observer").membership("group").view();

    proxy.freeze();
    await().atMost(SOON).until(() -> view.members().isEmpty());
    proxy.unfreeze();

    await().atMost(SOON).until(() -> view.members().equals(List.of("one")));
    await().atMost(SOON).until(() -> member.state() == MemberState.PRESENT);
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(states)
                    .containsExactly(MemberState.PRESENT, MemberState.ABSENT, MemberState.PRESENT));
  }

  @Test
  void aBlipChangesNothing() throws InterruptedException {
    FreezingProxy proxy = zk.proxy();
    IotCoord coord = zk.coord("one", proxy);
    Member member = coord.membership("group").join();
    List<MemberState> states = new CopyOnWriteArrayList<>();
    member.addListener(states::add, Runnable::run);

    proxy.cut();
    await().atMost(SOON).until(() -> !coord.sessionLease().isValid());
    proxy.mend();
    await().atMost(SOON).until(() -> coord.sessionLease().isValid());
    zk.server().restart();
    await().atMost(SOON).until(() -> coord.sessionLease().isValid());

    assertThat(zk.coord("observer").membership("group").view().members()).containsExactly("one");
    assertThat(states).containsExactly(MemberState.PRESENT);
  }

  @Test
  void theNewerProcessOfANameSupersedesTheOlderForGood() throws InterruptedException {
    IotCoord older = zk.coord("one");
    Member first = older.membership("group").join();
    Member second = zk.coord("one").membership("group").join();

    await().atMost(SOON).until(() -> first.state() == MemberState.SUPERSEDED);
    assertThat(second.state()).isEqualTo(MemberState.PRESENT);
    first.close();
    MembershipView view = zk.coord("observer").membership("group").view();
    assertThat(view.members()).containsExactly("one");
  }

  @Test
  void aNodeThatSomebodyDeletedIsMadeAnew() throws Exception {
    Member member = zk.coord("one").membership("group").join();
    MembershipView view = zk.coord("observer").membership("group").view();
    List<List<String>> seen = new CopyOnWriteArrayList<>();
    view.addListener(seen::add, Runnable::run);

    zk.client().delete().forPath(zk.root() + "/members/group/one");

    await().atMost(SOON).until(() -> seen.contains(List.of()));
    await().atMost(SOON).until(() -> view.members().equals(List.of("one")));
    assertThat(member.state()).isEqualTo(MemberState.PRESENT);
  }

  @Test
  @SuppressWarnings("NullAway")
  void badInputIsRefused() throws InterruptedException {
    IotCoord coord = zk.coord("one");
    assertThatThrownBy(() -> coord.membership("a/b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("group");
    MembershipView view = coord.membership("group").view();
    assertThatThrownBy(() -> view.addListener(names -> {}, null))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
