package io.github.iotcoord.internal.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.iotcoord.internal.channel.LogReader.Listing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CursorsTest {
  private static final String NAME = "a";

  private final Cursors cursors = new Cursors();

  private static List<Listing> log(long from, long to) {
    return List.of(new Listing(NAME, 0, LongStream.range(from, to).toArray()));
  }

  /** Reads what there is up to a number, as if all of it were there. */
  private List<Delivery.Item> read(int count) {
    Batch batch = cursors.nextBatch(count);
    List<Delivery.Item> items = new ArrayList<>();
    for (Cursor cursor : batch.cursors()) {
      for (int i = 0; i < count; i++) {
        items.add(new Delivery.Item(cursor, cursor.next(), null, 1));
        cursor.advanceTo(cursor.next() + 1);
      }
    }
    cursors.putBack(batch);
    return items;
  }

  private Cursor torn() {
    Batch batch = cursors.nextBatch(LogReader.WINDOW);
    cursors.putBack(batch);
    assertThat(batch.cursors()).hasSize(1);
    return batch.cursors().get(0);
  }

  @Test
  void aNumberThatALogDoesNotReachIsWaitedFor() {
    cursors.begin(log(0, 3), Map.of());
    cursors.delivered(read(3));
    cursors.learn(Map.of(NAME, 900_000L));
    assertThat(cursors.skip(torn(), log(0, 3))).isEmpty();
    assertThat(cursors.nextBatch(LogReader.WINDOW).isEmpty()).isTrue();
    cursors.learn(Map.of(NAME, 3L));
    assertThat(torn().next()).isEqualTo(3);
  }

  @Test
  void whatALogHasLostAtItsBeginningIsAGap() {
    cursors.begin(log(0, 3), Map.of());
    assertThat(cursors.skip(torn(), log(2, 5)))
        .singleElement()
        .satisfies(gap -> assertThat(gap.number()).isZero())
        .satisfies(gap -> assertThat(gap.count()).isEqualTo(2));
    assertThat(torn().next()).isEqualTo(2);
    assertThat(torn().ready()).isEqualTo(3);
  }

  @Test
  void allThatWasKnownOfALogThatIsGoneIsAGap() {
    cursors.begin(log(0, 3), Map.of());
    List<Delivery.Item> gap = cursors.skip(torn(), List.of());
    assertThat(gap).singleElement().satisfies(one -> assertThat(one.count()).isEqualTo(3));
    assertThat(cursors.loaded()).isFalse();
    cursors.delivered(gap);
    assertThat(cursors.loaded()).isTrue();
  }

  @Test
  void aLogThatWasCreatedAgainGoesOnWithItsFirst() {
    cursors.begin(log(0, 3), Map.of());
    assertThat(cursors.skip(torn(), List.of(new Listing(NAME, 7, new long[0]))))
        .singleElement()
        .satisfies(gap -> assertThat(gap.count()).isEqualTo(7));
  }

  @Test
  void loadingDoesNotWaitForWhatALogHasLostAtItsEnd() {
    cursors.begin(log(0, 5), Map.of());
    cursors.delivered(read(4));
    assertThat(cursors.loaded()).isFalse();
    assertThat(cursors.skip(torn(), log(0, 4))).isEmpty();
    assertThat(cursors.loaded()).isTrue();

    Cursors others = new Cursors();
    others.begin(log(0, 1), Map.of());
    others.listed(log(0, 0));
    assertThat(others.loaded()).isTrue();
  }
}
