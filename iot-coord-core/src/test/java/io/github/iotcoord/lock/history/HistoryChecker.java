package io.github.iotcoord.lock.history;

import io.github.iotcoord.lock.history.Operation.Outcome;
import io.github.iotcoord.lock.history.Violation.Rule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds what no lock can have done in one history. */
final class HistoryChecker {
  private final History history;
  private final List<Applied> log;
  private final List<Violation> violations = new ArrayList<>();

  private HistoryChecker(History history) {
    this.history = history;
    this.log = history.log().stream().sorted(Comparator.comparingLong(Applied::zxid)).toList();
  }

  /** What is wrong with a history; nothing, if it can be the work of a lock. */
  static List<Violation> check(History history) {
    HistoryChecker checker = new HistoryChecker(history);
    checker.checkValues();
    checker.checkTokensOfWrites();
    checker.checkAnswers();
    checker.checkCounter();
    checker.checkHoldings();
    return checker.violations;
  }

  private void checkValues() {
    long expected = 1;
    for (Applied applied : log) {
      long value = applied.increment().value();
      if (value < expected) {
        violated(Rule.NO_INCREMENT_IS_LOST, applied + " wrote what was there; due was " + expected);
      } else if (value > expected) {
        violated(Rule.NO_INCREMENT_IS_MADE_TWICE, applied + " left out " + expected);
      }
      expected = value + 1;
    }
  }

  private void checkTokensOfWrites() {
    Applied highest = null;
    for (Applied applied : log) {
      Increment increment = applied.increment();
      if (highest == null || increment.token() > highest.increment().token()) {
        highest = applied;
      } else if (increment.token() < highest.increment().token()) {
        violated(Rule.NO_STALE_WRITE_IS_ACCEPTED, applied + " came after " + highest);
      } else if (!mayShareToken(increment.actor(), highest.increment().actor())) {
        violated(Rule.TOKENS_ARE_UNIQUE, applied + " has the token of " + highest);
      }
    }
  }

  private void checkAnswers() {
    Set<Increment> applied = new HashSet<>();
    for (Applied each : log) {
      if (!applied.add(each.increment())) {
        violated(Rule.APPLIED_WAS_ASKED_FOR_ONCE, each + " was carried out before");
      }
    }
    Set<Increment> asked = new HashSet<>();
    for (Operation operation : history.operations()) {
      asked.add(operation.increment());
      boolean done = applied.contains(operation.increment());
      if (operation.outcome() == Outcome.DONE && !done) {
        violated(Rule.ACKNOWLEDGED_IS_APPLIED, operation + " is not in the log");
      } else if (operation.outcome() == Outcome.REFUSED && done) {
        violated(Rule.REFUSED_IS_NOT_APPLIED, operation + " is in the log");
      }
    }
    for (Applied each : log) {
      if (!asked.contains(each.increment())) {
        violated(Rule.APPLIED_WAS_ASKED_FOR_ONCE, each + " was never asked for");
      }
    }
  }

  private void checkCounter() {
    if (history.changes() != log.size()) {
      violated(
          Rule.COUNTER_AGREES_WITH_LOG,
          history.changes() + " changes, and " + log.size() + " increments in the log");
    }
  }

  private void checkHoldings() {
    List<Holding> holdings =
        history.holdings().stream()
            .filter(holding -> !history.evicted().contains(holding.token()))
            .sorted((a, b) -> Long.signum(a.from() - b.from()))
            .toList();
    Map<Long, Holding> byToken = new HashMap<>();
    Holding longest = null;
    Holding highest = null;
    for (Holding holding : holdings) {
      if (longest != null && holding.from() - longest.until() <= 0) {
        violated(Rule.ONE_HOLDS_AT_A_TIME, holding + " and " + longest);
      }
      if (highest != null && holding.token() < highest.token()) {
        violated(Rule.TOKENS_RISE_IN_TIME, holding + " came after " + highest);
      }
      Holding sameToken = byToken.put(holding.token(), holding);
      if (sameToken != null && !reuses(holding.actor(), sameToken.actor())) {
        violated(Rule.TOKENS_ARE_UNIQUE, holding + " has the token of " + sameToken);
      }
      longest = longest == null || holding.until() - longest.until() > 0 ? holding : longest;
      highest = highest == null || holding.token() > highest.token() ? holding : highest;
    }
  }

  /** Whether two increments can have been made under grants of one token. */
  private boolean mayShareToken(String actor, String other) {
    return actor.equals(other) || reuses(actor, other);
  }

  private boolean reuses(String actor, String other) {
    String process = Increment.processOf(actor);
    return process.equals(Increment.processOf(other)) && history.reusing().contains(process);
  }

  private void violated(Rule rule, String what) {
    violations.add(new Violation(rule, what));
  }
}
