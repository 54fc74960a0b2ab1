package io.github.iotcoord.internal.lock;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class QueueViewTest {
  private static final Place OWN_2 = place("lock-0000000002");
  private static final Place OWN_5 = place("lock-0000000005");
  private static final String OTHER_1 = "lock-0000000001";
  private static final String OTHER_3 = "lock-0000000003";
  private static final String OTHER_9 = "lock-0000000009";

  private static final long SESSION = 17;

  private final QueueView view = new QueueView();

  private static Place place(String name) {
    return Place.parse(name).orElseThrow();
  }

  @Test
  void oursAndOthersStandInOneOrder() {
    view.add(OWN_5, SESSION);
    view.add(OWN_2, SESSION);
    assertThat(
            view.listed(List.of(OTHER_9, OTHER_3, OWN_5.name(), OTHER_1, OWN_2.name()), SESSION, 7))
        .containsExactlyInAnyOrder(OWN_2.name(), OWN_5.name());
    assertThat(view.seenAt()).isEqualTo(7);
    assertThat(view.before(OWN_2)).containsExactly(place(OTHER_1));
    assertThat(view.before(OWN_5)).containsExactly(place(OTHER_1), OWN_2, place(OTHER_3));
    assertThat(view.hasForeignBefore(OWN_2)).isTrue();
    assertThat(view.hasForeignBehind(OWN_5)).isTrue();
  }

  @Test
  void whatWeHaveGivenUpIsInNobodysWayHere() {
    view.add(OWN_2, SESSION);
    view.add(OWN_5, SESSION);
    view.leave(OWN_2);
    assertThat(view.listed(List.of(OWN_2.name(), OWN_5.name()), SESSION, 0)).contains(OWN_5.name());
    assertThat(view.before(OWN_5)).isEmpty();
    assertThat(view.hasForeign()).isFalse();
    assertThat(view.isOwn(OWN_2)).isFalse();
    assertThat(view.hasLeft()).as("until it is deleted").isTrue();
    view.remove(OWN_2, SESSION);
    assertThat(view.hasLeft()).isFalse();
  }

  @Test
  void aNodeThatIsNotKnownToBeOursIsSomebodyElses() {
    view.add(OWN_5, SESSION);
    view.listed(List.of(OWN_2.name(), OWN_5.name()), SESSION, 0);
    assertThat(view.before(OWN_5)).containsExactly(OWN_2);
    view.forgetForeign();
    assertThat(view.before(OWN_5)).isEmpty();
    assertThat(view.seenAt()).isNegative();
  }

  @Test
  void whatIsSupposedIsKnownToBeAllOnlyIfItIsSo() {
    view.add(OWN_5, SESSION);
    view.suppose(List.of(place(OTHER_3)), false, 4);
    assertThat(view.seenAt()).isEqualTo(4);
    assertThat(view.before(OWN_5)).containsExactly(place(OTHER_3));
    view.gone(OTHER_3);
    assertThat(view.before(OWN_5)).isEmpty();
    assertThat(view.isComplete()).isFalse();
    view.listed(List.of(OTHER_1, OWN_5.name()), SESSION, 5);
    assertThat(view.isComplete()).isTrue();
    assertThat(view.foreignBefore(OWN_5)).isEqualTo(1);
    view.suppose(List.of(), true, 6);
    assertThat(view.isComplete()).isTrue();
    assertThat(view.hasForeign()).isFalse();
  }

  @Test
  void aNameOfAnEarlierSessionIsNotOurs() {
    view.add(OWN_2, SESSION);
    view.leave(OWN_2);
    view.add(OWN_5, SESSION + 1);
    view.listed(List.of(OWN_2.name(), OWN_5.name()), SESSION + 1, 0);
    assertThat(view.before(OWN_5)).containsExactly(OWN_2);
    assertThat(view.isOwn(OWN_2)).isFalse();
    view.add(OWN_2, SESSION + 1);
    view.remove(OWN_2, SESSION);
    assertThat(view.isOwn(OWN_2)).as("a late answer takes nothing back").isTrue();
    assertThat(view.listed(List.of(OWN_2.name()), SESSION + 1, 0)).containsExactly(OWN_2.name());
  }
}
