package io.github.iotcoord.lock.history;

import io.github.iotcoord.lock.history.Operation.Outcome;
import io.github.iotcoord.lock.history.Violation.Rule;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Collects what actors and nemesis tell, while it happens. Thread-safe. */
final class Recorder {
  private final Queue<Operation> operations = new ConcurrentLinkedQueue<>();
  private final Queue<Holding> holdings = new ConcurrentLinkedQueue<>();
  private final Queue<Violation> surprises = new ConcurrentLinkedQueue<>();
  private final Set<Long> evicted = ConcurrentHashMap.newKeySet();
  private final Set<String> reusing = ConcurrentHashMap.newKeySet();
  private final Map<String, Integer> done = new ConcurrentHashMap<>();

  void add(Operation operation) {
    operations.add(operation);
    if (operation.outcome() == Outcome.DONE) {
      done.merge(operation.increment().actor(), 1, Integer::sum);
    }
  }

  void add(Holding holding) {
    holdings.add(holding);
  }

  /** Notes a failure that no call may end with. */
  void surprise(String actor, Throwable failure) {
    surprises.add(new Violation(Rule.FAILURES_ARE_EXPECTED, actor + ": " + failure));
  }

  /** Notes that the node of a grant is about to be deleted. */
  void evicting(long token) {
    evicted.add(token);
  }

  /** Notes that grants of a process may share a token. */
  void reuses(String process) {
    reusing.add(process);
  }

  /** How many increments of an actor were acknowledged so far. */
  int done(String actor) {
    return done.getOrDefault(actor, 0);
  }

  List<Violation> surprises() {
    return List.copyOf(surprises);
  }

  /**
   * The history, when all is over.
   *
   * @param log what the ledger holds
   * @param changes how often the counter was changed
   */
  History history(List<Applied> log, int changes) {
    return new History(
        List.copyOf(operations),
        List.copyOf(holdings),
        log,
        changes,
        Set.copyOf(evicted),
        Set.copyOf(reusing));
  }
}
