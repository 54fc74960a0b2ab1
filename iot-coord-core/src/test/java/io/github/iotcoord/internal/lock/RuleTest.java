package io.github.iotcoord.internal.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.iotcoord.internal.lock.Rule.Obstacle;
import io.github.iotcoord.internal.lock.Rule.Until;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuleTest {
  private static final Place READ_1 = new Place("r1", Kind.READ, 1);
  private static final Place WRITE_2 = new Place("w2", Kind.WRITE, 2);
  private static final Place READ_3 = new Place("r3", Kind.READ, 3);

  @Test
  void nobodyBeforeMeansIn() {
    for (Rule rule : List.of(Rule.exclusive(), Rule.shared(), Rule.permits(1))) {
      assertThat(rule.obstacle(List.of())).isNull();
    }
  }

  @Test
  void oneAtATimeWaitsForTheLastButOneAndThenForTheLast() {
    assertThat(Rule.exclusive().obstacle(List.of(READ_1, WRITE_2, READ_3)))
        .isEqualTo(new Obstacle(WRITE_2, Until.GONE));
    assertThat(Rule.exclusive().obstacle(List.of(READ_3)))
        .isEqualTo(new Obstacle(READ_3, Until.LAST_GONE));
  }

  @Test
  void readersWaitForWritersOnly() {
    assertThat(Rule.shared().obstacle(List.of(READ_1, READ_3))).isNull();
    assertThat(Rule.shared().obstacle(List.of(READ_1, WRITE_2, READ_3)))
        .isEqualTo(new Obstacle(WRITE_2, Until.LAST_GONE));
    Place later = new Place("w4", Kind.WRITE, 4);
    assertThat(Rule.shared().obstacle(List.of(WRITE_2, READ_3, later)))
        .isEqualTo(new Obstacle(WRITE_2, Until.GONE));
  }

  @Test
  void howManyOthersAreBearable() {
    assertThat(Rule.exclusive().admits(0)).isTrue();
    assertThat(Rule.exclusive().admits(1)).isFalse();
    assertThat(Rule.shared().admits(1)).as("it may be a writer").isFalse();
    assertThat(Rule.permits(2).admits(1)).isTrue();
    assertThat(Rule.permits(2).admits(2)).isFalse();
  }

  @Test
  void asManyAsThereArePermitsGoIn() {
    Rule two = Rule.permits(2);
    assertThat(two.obstacle(List.of(READ_1))).isNull();
    assertThat(two.obstacle(List.of(READ_1, WRITE_2)))
        .as("the first that waits hears of everybody who leaves")
        .isEqualTo(new Obstacle(WRITE_2, Until.ANYTHING));
    assertThat(two.obstacle(List.of(READ_1, WRITE_2, READ_3)))
        .as("the others hear when the one before them waits no more")
        .isEqualTo(new Obstacle(READ_3, Until.CHANGED));
  }
}
