package io.github.iotcoord.internal.lock;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PlaceTest {

  @Test
  void theOrderIsThatOfTheNumbersNotOfTheNames() {
    assertThat(
            Place.inOrder(
                List.of(
                    "z-1-lock-0000000001",
                    "a-1-read-0000000012",
                    "m-1-write-0000000009",
                    "b-1-permit-0000000010")))
        .extracting(Place::name)
        .containsExactly(
            "z-1-lock-0000000001",
            "m-1-write-0000000009",
            "b-1-permit-0000000010",
            "a-1-read-0000000012");
  }

  @Test
  void numbersMayWrapAround() {
    String last = name("a", Integer.MAX_VALUE);
    String next = name("b", Integer.MIN_VALUE);
    String afterThat = name("c", Integer.MIN_VALUE + 1);
    assertThat(Place.inOrder(List.of(afterThat, last, next)))
        .extracting(Place::name)
        .containsExactly(last, next, afterThat);
    assertThat(Place.inOrder(List.of(name("e", 0), name("d", -1))))
        .extracting(Place::sequence)
        .containsExactly(-1, 0);
    assertThat(place(last).isBefore(place(next))).isTrue();
    assertThat(place(next).isBefore(place(last))).isFalse();
  }

  private static String name(String attempt, int sequence) {
    return attempt + "-1-lock-" + String.format("%010d", sequence);
  }

  private static Place place(String name) {
    return Place.parse(name).orElseThrow();
  }

  @Test
  void anEqualNumberIsNeverBehindUs() {
    Place a = place("a-1-lock-2147483647");
    Place b = place("b-1-lock-2147483647");
    assertThat(a.isBefore(b)).isTrue();
    assertThat(b.isBefore(a)).isTrue();
    assertThat(a.isBefore(a)).isFalse();
  }

  @Test
  void namesThatAreNoPlaceAreLeftOut() {
    assertThat(
            Place.inOrder(
                List.of(
                    "readme",
                    "-lock-0000000001",
                    "a-1-lock-",
                    "a-1-lock-banana0000",
                    "a-1-lock-12345678901",
                    "a-1-lock-12",
                    "a-1-unlock-0000000001",
                    "b-1-lock-0000000007")))
        .extracting(Place::name)
        .containsExactly("b-1-lock-0000000007");
  }

  @Test
  void anAttemptMayHaveTheMarkInItsName() {
    Place odd = place("a-lock-0000000099-lock-0000000001");
    assertThat(odd.sequence()).isEqualTo(1);
    assertThat(odd.kind()).isEqualTo(Kind.LOCK);
  }

  @Test
  void anAttemptFindsItsOwnNodeOnly() {
    List<String> names = List.of("a-12-lock-0000000003", "a-1-lock-0000000004", "a-1-lock-x");
    assertThat(Place.find(names, "a-1")).isEqualTo("a-1-lock-0000000004");
    assertThat(Place.find(names, "a-12")).isEqualTo("a-12-lock-0000000003");
    assertThat(Place.find(names, "a-2")).isNull();
    assertThat(Place.find(List.of("a-1-lock-x"), "a-1")).isNull();
  }
}
