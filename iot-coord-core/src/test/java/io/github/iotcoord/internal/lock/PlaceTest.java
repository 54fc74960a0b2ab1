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
                    "lock-0000000001", "read-0000000012", "write-0000000009", "permit-0000000010")))
        .extracting(Place::name)
        .containsExactly(
            "lock-0000000001", "write-0000000009", "permit-0000000010", "read-0000000012");
  }

  @Test
  void numbersMayWrapAround() {
    String last = name(Integer.MAX_VALUE);
    String next = name(Integer.MIN_VALUE);
    String afterThat = name(Integer.MIN_VALUE + 1);
    assertThat(Place.inOrder(List.of(afterThat, last, next)))
        .extracting(Place::name)
        .containsExactly(last, next, afterThat);
    assertThat(Place.inOrder(List.of(name(0), name(-1))))
        .extracting(Place::sequence)
        .containsExactly(-1, 0);
    assertThat(place(last).isBefore(place(next))).isTrue();
    assertThat(place(next).isBefore(place(last))).isFalse();
  }

  private static String name(int sequence) {
    return "lock-" + String.format("%010d", sequence);
  }

  private static Place place(String name) {
    return Place.parse(name).orElseThrow();
  }

  @Test
  void anEqualNumberIsNeverBehindUs() {
    Place reading = place("read-2147483647");
    Place writing = place("write-2147483647");
    assertThat(reading.isBefore(writing)).isTrue();
    assertThat(writing.isBefore(reading)).isTrue();
    assertThat(reading.isBefore(reading)).isFalse();
  }

  @Test
  void theNamesBeforeOneCanBeGuessed() {
    for (int sequence :
        new int[] {Integer.MIN_VALUE + 1, -1_000_000_000, -7, 0, 1, 10, 1_000_001}) {
      assertThat(place(name(sequence)).earlier(1)).isEqualTo(place(name(sequence - 1)));
    }
    assertThat(place(name(Integer.MIN_VALUE)).earlier(1)).isEqualTo(place(name(Integer.MAX_VALUE)));
  }

  @Test
  void namesThatAreNoPlaceAreLeftOut() {
    assertThat(
            Place.inOrder(
                List.of(
                    "readme",
                    "-lock-0000000001",
                    "lock",
                    "clock-0000000001",
                    "lock-",
                    "lock-banana0000",
                    "lock-12345678901",
                    "lock-12",
                    "unlock-0000000001",
                    "lock-0000000007")))
        .extracting(Place::name)
        .containsExactly("lock-0000000007");
  }
}
