package io.github.iotcoord.internal.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class LockQueueTest {

  @Test
  void theFirstHasNobodyBeforeIt() {
    assertThat(LockQueue.predecessor(List.of("b-1-lock-0000000007"), "b-1-lock-0000000007"))
        .isNull();
    assertThat(
            LockQueue.predecessor(
                List.of("a-1-lock-0000000008", "b-1-lock-0000000007"), "b-1-lock-0000000007"))
        .isNull();
  }

  @Test
  void theOrderIsThatOfTheNumbersNotOfTheNames() {
    List<String> children =
        List.of(
            "z-1-lock-0000000001",
            "a-1-lock-0000000012",
            "m-1-lock-0000000009",
            "b-1-lock-0000000010");
    assertThat(LockQueue.predecessor(children, "a-1-lock-0000000012"))
        .isEqualTo("b-1-lock-0000000010");
    assertThat(LockQueue.predecessor(children, "b-1-lock-0000000010"))
        .isEqualTo("m-1-lock-0000000009");
    assertThat(LockQueue.predecessor(children, "z-1-lock-0000000001")).isNull();
  }

  @Test
  void numbersMayWrapAround() {
    String last = "a-1-lock-" + String.format("%010d", Integer.MAX_VALUE);
    String next = "b-1-lock-" + String.format("%010d", Integer.MIN_VALUE);
    String afterThat = "c-1-lock-" + String.format("%010d", Integer.MIN_VALUE + 1);
    String minusOne = "d-1-lock-" + String.format("%010d", -1);
    String zero = "e-1-lock-" + String.format("%010d", 0);
    List<String> children = List.of(afterThat, last, next);
    assertThat(LockQueue.predecessor(children, last)).isNull();
    assertThat(LockQueue.predecessor(children, next)).isEqualTo(last);
    assertThat(LockQueue.predecessor(children, afterThat)).isEqualTo(next);
    assertThat(LockQueue.predecessor(List.of(zero, minusOne), zero)).isEqualTo(minusOne);
    assertThat(LockQueue.predecessor(List.of(zero, minusOne), minusOne)).isNull();
  }

  @Test
  void anEqualNumberIsNeverBehindUs() {
    List<String> children = List.of("a-1-lock-2147483647", "b-1-lock-2147483647");
    assertThat(LockQueue.predecessor(children, "a-1-lock-2147483647"))
        .isEqualTo("b-1-lock-2147483647");
    assertThat(LockQueue.predecessor(children, "b-1-lock-2147483647"))
        .isEqualTo("a-1-lock-2147483647");
  }

  @Test
  void namesThatAreNoAttemptAreSkipped() {
    List<String> children =
        List.of(
            "readme",
            "-lock-0000000001",
            "a-1-lock-",
            "a-1-lock-banana",
            "a-1-lock-00000000001234567890",
            "a-1-lock-12",
            "b-1-lock-0000000007");
    assertThat(LockQueue.predecessor(children, "b-1-lock-0000000007")).isNull();
    assertThatThrownBy(() -> LockQueue.predecessor(children, "readme"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("readme");
  }

  @Test
  void anAttemptMayHaveTheMarkInItsName() {
    String odd = "a-lock-0000000099-lock-0000000001";
    assertThat(LockQueue.predecessor(List.of(odd), "b-1-lock-0000000007")).isEqualTo(odd);
  }

  @Test
  void anAttemptFindsItsOwnNodeOnly() {
    List<String> children = List.of("a-12-lock-0000000003", "a-1-lock-0000000004", "a-1-lock-x");
    assertThat(LockQueue.find(children, "a-1")).isEqualTo("a-1-lock-0000000004");
    assertThat(LockQueue.find(children, "a-12")).isEqualTo("a-12-lock-0000000003");
    assertThat(LockQueue.find(children, "a-2")).isNull();
    assertThat(LockQueue.find(List.of("a-1-lock-x"), "a-1")).isNull();
  }
}
