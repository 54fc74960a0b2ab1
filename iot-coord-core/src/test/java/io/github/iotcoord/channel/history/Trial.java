package io.github.iotcoord.channel.history;

import io.github.iotcoord.IotCoord;
import io.github.iotcoord.channel.ChannelOptions;
import io.github.iotcoord.channel.HistoryQuery;
import io.github.iotcoord.channel.HistoryStore;
import io.github.iotcoord.channel.HistoryStore.Snapshot;
import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.channel.history.Nemesis.Trouble;
import io.github.iotcoord.channel.history.Violation.Rule;
import io.github.iotcoord.channel.history.Watcher.Kind;
import io.github.iotcoord.channel.jdbc.JdbcHistoryStore;
import io.github.iotcoord.testkit.EnsembleExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.h2.jdbcx.JdbcConnectionPool;

/** One history: gateways and watchers for a while, with a nemesis. */
final class Trial {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Duration PATIENCE_WITH_A_FLAW = Duration.ofSeconds(2);

  private final EnsembleExtension ensemble;
  private final long seed;
  private final Flaw flaw;
  private final Random random;
  private final String root;
  private final JdbcConnectionPool database;
  private final HistoryStore store;
  private final Ledger ledger = new Ledger();
  private final Nemesis nemesis;
  private final CountDownLatch over = new CountDownLatch(1);
  private final List<Gateway> gateways = new ArrayList<>();
  private final List<Watcher> watchers = new ArrayList<>();
  private final List<Violation> violations = new ArrayList<>();

  /** On an ensemble, in which each trial has a seed of its own. */
  Trial(EnsembleExtension ensemble, long seed, Flaw flaw) {
    this.ensemble = ensemble;
    this.seed = seed;
    this.flaw = flaw;
    this.random = new Random(seed);
    this.root = "/trial-" + seed;
    this.database =
        JdbcConnectionPool.create("jdbc:h2:mem:trial-" + seed + ";DB_CLOSE_DELAY=-1", "", "");
    this.store = JdbcHistoryStore.on(database);
    this.nemesis = new Nemesis(ensemble);
  }

  /** Runs it with everything that can go wrong, and checks its history. */
  Report run(Duration time) {
    Set<Trouble> all = EnumSet.allOf(Trouble.class);
    return run(time, all, all, true);
  }

  /** Runs it and checks its history. */
  Report run(Duration time, Set<Trouble> ofGateways, Set<Trouble> ofWatchers, boolean ofServers) {
    try {
      return runOrThrow(time, ofGateways, ofWatchers, ofServers);
    } catch (Exception | AssertionError e) {
      throw new AssertionError(
          "The trial with seed " + seed + " broke off; the nemesis did " + nemesis.done(), e);
    } finally {
      over.countDown();
      nemesis.stop();
      Stream.concat(gateways.stream(), watchers.stream()).forEach(ChannelProcess::close);
      database.dispose();
    }
  }

  private Report runOrThrow(
      Duration time, Set<Trouble> ofGateways, Set<Trouble> ofWatchers, boolean ofServers)
      throws Exception {
    Watcher staying = watcher("stays", Kind.REMEMBERS);
    List<Watcher> restarting =
        List.of(watcher("remembers", Kind.REMEMBERS), watcher("has-a-name", Kind.HAS_A_NAME));
    for (int i = 0; i < 3; i++) {
      Random own = new Random(random.nextLong());
      gateways.add(
          new Gateway("gateway-" + i, ensemble, root, unreliable(own), over, ledger, flaw, own));
    }
    for (ChannelProcess process : processes()) {
      process.begin();
    }
    nemesis.trouble(gateways, ofGateways, random.nextLong());
    nemesis.trouble(restarting, ofWatchers, random.nextLong());
    if (ofServers) {
      nemesis.troubleServers(random.nextLong());
    }
    over.await(time.toMillis(), TimeUnit.MILLISECONDS);
    nemesis.end();
    for (Gateway gateway : gateways) {
      gateway.finish();
    }
    List<Heard> records = new ArrayList<>();
    for (Watcher watcher : List.of(staying, restarting.get(0), restarting.get(1))) {
      catchUp(watcher.heard());
      records.add(watcher.heard());
    }
    records.add(history());
    if (flaw == Flaw.NONE) {
      records.add(archived());
    }
    watchers.forEach(watcher -> violations.addAll(watcher.violations()));
    records.forEach(heard -> violations.addAll(Checker.check(ledger, heard)));
    return new Report(seed, flaw, ledger.size(), nemesis.done(), List.copyOf(violations));
  }

  private List<ChannelProcess> processes() {
    return Stream.concat(watchers.stream(), gateways.stream()).toList();
  }

  private HistoryStore unreliable(Random own) {
    return new UnreliableStore(store, new Random(own.nextLong()));
  }

  private Watcher watcher(String name, Kind kind) {
    Watcher watcher = new Watcher(name, ensemble, root, store, over, kind, flaw);
    watchers.add(watcher);
    return watcher;
  }

  private void catchUp(Heard heard) {
    // With a flaw it may never be, and it is enough to know that of one.
    boolean known = flaw != Flaw.NONE && !violations.isEmpty();
    Duration patience = flaw == Flaw.NONE ? PATIENCE : PATIENCE_WITH_A_FLAW;
    if (known) {
      return;
    }
    try {
      Awaitility.await().atMost(patience).until(() -> Checker.missing(ledger, heard).isEmpty());
    } catch (ConditionTimeoutException e) {
      violations.add(new Violation(Rule.EVERYBODY_GOES_ON, heard.name() + " does not catch up"));
    }
  }

  private Heard history() throws InterruptedException {
    Heard heard = new Heard("the history");
    try (IotCoord coord = IotCoord.builder(ensemble.client()).root(root).build();
        Stream<Sample> all =
            coord
                .sensorDataChannel(
                    ChannelProcess.CHANNEL, ChannelOptions.defaults().withHistory(store))
                .history(HistoryQuery.between(Instant.EPOCH, Instant.MAX))) {
      all.forEach(heard::add);
    }
    return heard;
  }

  // Whatever happened to archivers, one of them gets to the end.
  private Heard archived() {
    return Awaitility.await()
        .atMost(PATIENCE)
        .until(this::stored, heard -> Checker.missing(ledger, heard).isEmpty());
  }

  private Heard stored() {
    Heard heard = new Heard("the store");
    try (Snapshot snapshot =
        store.read(ChannelProcess.CHANNEL, HistoryQuery.between(Instant.EPOCH, Instant.MAX))) {
      snapshot.samples().forEach(heard::add);
    }
    return heard;
  }
}
