package io.github.iotcoord.channel.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.iotcoord.channel.HistoryQuery;
import io.github.iotcoord.channel.HistoryStore.Segment;
import io.github.iotcoord.channel.HistoryStore.Snapshot;
import io.github.iotcoord.channel.HistoryStoreException;
import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.channel.SegmentPosition;
import io.github.iotcoord.registry.DeviceId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a store does on every database. */
abstract class HistoryStoreContract {
  private static final Instant T = Instant.parse("2026-01-01T00:00:00Z");
  private static final HistoryQuery ALL = HistoryQuery.between(Instant.MIN, Instant.MAX);
  private static final AtomicInteger tests = new AtomicInteger();

  private String prefix = "";
  private CountedConnections source = new CountedConnections(null);
  private JdbcHistoryStore store = JdbcHistoryStore.on(source);

  abstract DataSource database();

  @BeforeEach
  void open() {
    prefix = "t" + ProcessHandle.current().pid() + "_" + tests.incrementAndGet() + "_";
    source = new CountedConnections(database());
    store = another();
  }

  @AfterEach
  void everyConnectionWasGivenBackAndTablesCanGo() throws SQLException {
    assertThat(source.open()).isZero();
    for (String table : List.of("sample", "series", "position", "channel", "schema")) {
      execute("DROP TABLE IF EXISTS " + prefix + table);
    }
  }

  private JdbcHistoryStore another() {
    return JdbcHistoryStore.on(
        source,
        JdbcHistoryOptions.defaults()
            .withTablePrefix(prefix)
            .withInsertBatch(100)
            .withFetchRows(50));
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = database().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Segment segment(String publisher, long number, Sample... samples) {
    return new Segment(new SegmentPosition(publisher, number), List.of(samples));
  }

  private static Sample sample(int device, int second, double value) {
    return new Sample(
        DeviceId.of("d" + device), "temperature", "Cel", T.plusSeconds(second), value);
  }

  private List<Sample> read(HistoryQuery query) {
    try (Snapshot snapshot = store.read("c", query)) {
      return snapshot.samples().toList();
    }
  }

  @Test
  void knowsNothingAtFirst() {
    assertThat(store.positions("c")).isEmpty();
    try (Snapshot snapshot = store.read("c", ALL)) {
      assertThat(snapshot.positions()).isEmpty();
      assertThat(snapshot.samples()).isEmpty();
    }
    assertThat(store.deleteBefore("c", T)).isZero();
    store.forget("c", Map.of("p", 1L));
  }

  @Test
  void keepsSamplesByTimeWithTheirPositions() {
    List<Segment> segments =
        List.of(
            segment("p", 3, sample(1, 5, 1), sample(2, 3, 2)),
            segment("q", 0, sample(1, 4, 3)),
            segment("p", 5, sample(1, 1, 4)));
    assertThat(store.append("c", Map.of(), segments)).isTrue();
    assertThat(store.positions("c")).isEqualTo(Map.of("p", 5L, "q", 0L));
    assertThat(store.positions("other")).isEmpty();
    assertThat(read(ALL))
        .containsExactly(sample(1, 1, 4), sample(2, 3, 2), sample(1, 4, 3), sample(1, 5, 1));
    assertThat(read(ALL.of(DeviceId.of("d1"))))
        .containsExactly(sample(1, 1, 4), sample(1, 4, 3), sample(1, 5, 1));
    assertThat(read(ALL.of("temperature"))).hasSize(4);
    assertThat(read(ALL.of("pressure"))).isEmpty();
    assertThat(read(HistoryQuery.between(T.plusSeconds(3), T.plusSeconds(5))))
        .containsExactly(sample(2, 3, 2), sample(1, 4, 3));
    assertThat(read(HistoryQuery.between(T.plusSeconds(3).plusNanos(1), T.plusSeconds(5))))
        .containsExactly(sample(1, 4, 3));
  }

  @Test
  void addsNothingWhenAPositionIsAnotherThanExpected() {
    assertThat(store.append("c", Map.of(), List.of(segment("p", 1, sample(1, 1, 1))))).isTrue();
    Segment next = segment("p", 2, sample(1, 2, 2));
    Segment unknown = segment("q", 7, sample(1, 3, 3));
    assertThat(store.append("c", Map.of(), List.of(unknown, next))).isFalse();
    assertThat(store.append("c", Map.of("p", 0L), List.of(unknown, next))).isFalse();
    assertThat(store.append("c", Map.of("p", 1L, "q", 6L), List.of(next, unknown))).isFalse();
    assertThat(store.positions("c")).isEqualTo(Map.of("p", 1L));
    assertThat(read(ALL)).hasSize(1);
    assertThat(store.append("c", Map.of("p", 1L), List.of(next, unknown))).isTrue();
    assertThat(store.append("c", Map.of("p", 1L), List.of(next))).isFalse();
    assertThat(read(ALL)).hasSize(3);
    assertThatThrownBy(() -> store.append("c", Map.of("p", 2L), List.of(next)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("does not follow 2");
  }

  @Test
  void passesSegmentsWithoutSamples() {
    assertThat(store.append("c", Map.of(), List.of(segment("p", 4)))).isTrue();
    assertThat(store.positions("c")).isEqualTo(Map.of("p", 4L));
    assertThat(read(ALL)).isEmpty();
  }

  @Test
  void keepsEveryBitOfAValue() {
    double[] values = {
      -0.0,
      0.0,
      Double.MIN_VALUE,
      -Double.MIN_VALUE,
      0x1p-1040,
      Double.MAX_VALUE,
      -Double.MAX_VALUE,
      0.1,
      Math.nextUp(1.0),
      1e308 / 3
    };
    Sample[] samples =
        IntStream.range(0, values.length)
            .mapToObj(i -> sample(1, i, values[i]))
            .toArray(Sample[]::new);
    store.append("c", Map.of(), List.of(segment("p", 0, samples)));
    // Records compare doubles by their bits.
    assertThat(read(ALL)).containsExactly(samples);
  }

  @Test
  void keepsNamesAndTimesOfEveryKind() {
    List<Sample> samples =
        List.of(
            new Sample(DeviceId.of("véranda '\"\\%_"), "m;--", "", Instant.EPOCH, 1),
            new Sample(DeviceId.of("Véranda '\"\\%_"), "m;--", "", T, 2),
            new Sample(
                DeviceId.of("x".repeat(200)),
                "ß".repeat(200),
                "µ".repeat(50),
                Instant.parse("9999-12-31T23:59:59.999Z"),
                3));
    store.append("c ", Map.of(), List.of(new Segment(new SegmentPosition("p ", 0), samples)));
    try (Snapshot snapshot = store.read("c ", ALL)) {
      assertThat(snapshot.samples()).containsExactlyElementsOf(samples);
      assertThat(snapshot.positions()).isEqualTo(Map.of("p ", 0L));
    }
    assertThat(read(ALL)).isEmpty();
  }

  @Test
  void findsTheSeriesOfOthersAndThoseOfAnEarlierLife() {
    store.append("c", Map.of(), List.of(segment("p", 0, sample(1, 1, 1))));
    JdbcHistoryStore second = another();
    second.append("c", Map.of(), List.of(segment("q", 0, sample(1, 2, 2), sample(2, 2, 2))));
    store.append("c", Map.of("p", 0L), List.of(segment("p", 1, sample(2, 3, 3))));
    assertThat(read(ALL.of(DeviceId.of("d2")))).hasSize(2);
    assertThat(read(ALL)).hasSize(4);
  }

  @Test
  void whatWasRolledBackIsNotRemembered() throws SQLException {
    store.append("c", Map.of(), List.of(segment("p", 0)));
    source.failCommits(true);
    assertThatThrownBy(
            () -> store.append("c", Map.of("p", 0L), List.of(segment("p", 1, sample(1, 1, 1)))))
        .isInstanceOf(HistoryStoreException.class)
        .hasMessageContaining("channel c");
    source.failCommits(false);
    assertThat(store.positions("c")).isEqualTo(Map.of("p", 0L));
    assertThat(store.append("c", Map.of("p", 0L), List.of(segment("p", 1, sample(1, 1, 1)))))
        .isTrue();
    assertThat(read(ALL)).containsExactly(sample(1, 1, 1));
  }

  @Test
  void seriesThatTheDatabaseHasLostAreNotRemembered() throws SQLException {
    store.append("c", Map.of(), List.of(segment("p", 0, sample(1, 1, 1))));
    for (String table : List.of("sample", "series", "position")) {
      execute("DELETE FROM " + prefix + table);
    }
    Segment next = segment("p", 1, sample(1, 2, 2));
    assertThat(store.append("c", Map.of("p", 0L), List.of(next))).isFalse();
    assertThat(store.append("c", Map.of(), List.of(next))).isTrue();
    assertThat(read(ALL)).containsExactly(sample(1, 2, 2));
  }

  @Test
  void readsManySeriesByTimeAndAPartOfThem() {
    List<Sample> samples = new ArrayList<>();
    for (int second = 0; second < 20; second++) {
      for (int device = 0; device < 100; device++) {
        samples.add(sample(device, second, samples.size()));
        samples.add(
            new Sample(DeviceId.of("d" + device), "p", "", T.plusSeconds(second), samples.size()));
      }
    }
    List<Sample> shuffled = new ArrayList<>(samples);
    Collections.shuffle(shuffled, new java.util.Random(7));
    store.append(
        "c", Map.of(), List.of(new Segment(new SegmentPosition("p", 0), List.copyOf(shuffled))));
    assertThat(read(ALL)).containsExactlyInAnyOrderElementsOf(samples);
    assertThat(read(ALL)).isSortedAccordingTo(java.util.Comparator.comparing(Sample::time));
    assertThat(read(ALL.of("p"))).hasSize(2_000);
    List<Sample> some = read(HistoryQuery.between(T.plusSeconds(5), T.plusSeconds(7)).of("p"));
    assertThat(some).hasSize(200);
    assertThat(some).isSortedAccordingTo(java.util.Comparator.comparing(Sample::time));
    try (Stream<Sample> begun = store.read("c", ALL).samples()) {
      assertThat(begun.limit(3)).hasSize(3);
    }
  }

  @Test
  void aSnapshotIsAsOfOneMoment() throws Exception {
    int rounds = 60;
    CompletableFuture<Void> writing =
        CompletableFuture.runAsync(
            () -> {
              JdbcHistoryStore writer = another();
              writer.append("c", Map.of(), List.of(segment("p", 0, sample(0, 0, 0))));
              for (int i = 1; i < rounds; i++) {
                writer.append(
                    "c", Map.of("p", i - 1L), List.of(segment("p", i, sample(i % 70, i, i))));
              }
            });
    long seen = -1;
    while (seen < rounds - 1) {
      try (Snapshot snapshot = store.read("c", ALL)) {
        seen = snapshot.positions().getOrDefault("p", -1L);
        assertThat(snapshot.samples().count()).isEqualTo(seen + 1);
      }
      if (writing.isCompletedExceptionally()) {
        break;
      }
    }
    writing.get();
  }

  @Test
  void whoIsLateChangesNothing() {
    store.append("c", Map.of(), List.of(segment("p", 0)));
    List<CompletableFuture<Boolean>> rivals = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      JdbcHistoryStore rival = another();
      rivals.add(
          CompletableFuture.supplyAsync(
              () ->
                  rival.append(
                      "c",
                      Map.of("p", 0L),
                      List.of(segment("p", 1, sample(1, 1, 1)), segment("q", 0)))));
    }
    assertThat(rivals.stream().filter(CompletableFuture::join)).hasSize(1);
    assertThat(read(ALL)).hasSize(1);
  }

  @Test
  void storesThatBeginAtOnceShareTables() {
    List<CompletableFuture<Boolean>> beginners = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String publisher = "p" + i;
      JdbcHistoryStore one = another();
      beginners.add(
          CompletableFuture.supplyAsync(
              () -> one.append("c", Map.of(), List.of(segment(publisher, 0, sample(1, 1, 1))))));
    }
    assertThat(beginners).allMatch(CompletableFuture::join);
    assertThat(read(ALL)).hasSize(4);
  }

  @Test
  void deletesWhatIsOld() {
    Sample[] samples =
        IntStream.range(0, 25_000).mapToObj(i -> sample(1, i, i)).toArray(Sample[]::new);
    store.append("c", Map.of(), List.of(segment("p", 0, samples)));
    store.append("other", Map.of(), List.of(segment("p", 0, sample(1, 1, 1))));
    assertThat(store.deleteBefore("c", T.plusSeconds(24_990))).isEqualTo(24_990);
    assertThat(read(ALL)).hasSize(10);
    assertThat(store.deleteBefore("c", T.plusSeconds(24_990))).isZero();
    assertThat(store.positions("c")).isEqualTo(Map.of("p", 0L));
    try (Snapshot other = store.read("other", ALL)) {
      assertThat(other.samples()).hasSize(1);
    }
  }

  @Test
  void forgetsOnlyPublishersThatHaveLongBeenStill() throws SQLException {
    store.append("c", Map.of(), List.of(segment("p", 1), segment("q", 2)));
    store.forget("c", Map.of("p", 1L, "q", 2L));
    assertThat(store.positions("c")).hasSize(2);
    execute("UPDATE " + prefix + "position SET moved = TIMESTAMP '2020-01-01 00:00:00'");
    store.forget("c", Map.of("p", 0L, "q", 2L));
    assertThat(store.positions("c")).isEqualTo(Map.of("p", 1L));
  }

  @Test
  void refusesTablesOfANewerVersion() throws SQLException {
    store.positions("c");
    execute("INSERT INTO " + prefix + "schema VALUES (99)");
    assertThatThrownBy(() -> another().positions("c"))
        .isInstanceOf(HistoryStoreException.class)
        .hasMessageContaining("version 99")
        .hasMessageContaining("upgraded");
  }

  @Test
  void bringsOlderTablesUpToDateInOrder() throws SQLException {
    List<String> first = List.of("CREATE TABLE IF NOT EXISTS ${prefix}channel (a INTEGER)");
    List<String> second =
        List.of("ALTER TABLE ${prefix}channel ADD COLUMN IF NOT EXISTS b INTEGER");
    try (Connection connection = database().getConnection()) {
      new Schema(prefix, List.of(first)).prepare(connection);
      new Schema(prefix, List.of(first, second)).prepare(connection);
      new Schema(prefix, List.of(first, second)).prepare(connection);
    }
    execute("INSERT INTO " + prefix + "channel (a, b) VALUES (1, 2)");
  }

  @Test
  void saysWhenTheDatabaseIsAway() {
    store.append("c", Map.of(), List.of(segment("p", 0, sample(1, 1, 1))));
    source.refuse(true);
    assertThatThrownBy(() -> store.positions("c")).isInstanceOf(HistoryStoreException.class);
    assertThatThrownBy(() -> store.read("c", ALL)).isInstanceOf(HistoryStoreException.class);
    assertThatThrownBy(() -> store.append("c", Map.of(), List.of()))
        .isInstanceOf(HistoryStoreException.class);
    source.refuse(false);
    assertThat(read(ALL)).hasSize(1);
  }
}
