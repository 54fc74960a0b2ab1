package io.github.iotcoord.lock.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.iotcoord.lock.history.Operation.Outcome;
import io.github.iotcoord.lock.history.Violation.Rule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Histories made by hand, each with one thing wrong, or with nothing. */
class HistoryCheckerTest {
  private final List<Operation> operations = new ArrayList<>();
  private final List<Holding> holdings = new ArrayList<>();
  private final List<Applied> log = new ArrayList<>();
  private final Set<Long> evicted = new HashSet<>();
  private final Set<String> reusing = new HashSet<>();
  private int changes;

  /** Two processes take turns: all is well. */
  @BeforeEach
  void goodHistory() {
    done(new Increment("0.0", 1, 11, 1), 12);
    done(new Increment("0.0", 2, 11, 2), 13);
    holdings.add(new Holding("0.0", 11, 100, 130));
    done(new Increment("1.0", 1, 20, 3), 22);
    holdings.add(new Holding("1.0", 20, 140, 160));
  }

  @Test
  void passesAGoodHistory() {
    passes();
  }

  @Test
  void passesAnEmptyHistory() {
    History empty = new History(List.of(), List.of(), List.of(), 0, Set.of(), Set.of());
    assertThat(HistoryChecker.check(empty)).isEmpty();
  }

  @Test
  void readsTheLogInTheOrderOfTheTransactions() {
    log.add(log.remove(0));
    passes();
  }

  @Test
  void passesUnknownOutcomesThatWereAppliedOrNot() {
    Increment applied = new Increment("0.1", 1, 30, 4);
    apply(applied, 31);
    operations.add(new Operation(applied, Outcome.UNKNOWN));
    operations.add(new Operation(new Increment("1.1", 1, 40, 5), Outcome.UNKNOWN));
    done(new Increment("1.0", 2, 50, 5), 51);
    passes();
  }

  @Test
  void passesRefusedWritesOfAStaleHolder() {
    operations.add(new Operation(new Increment("0.0", 3, 11, 3), Outcome.REFUSED));
    passes();
  }

  @Test
  void catchesALostIncrement() {
    // It has read 2, as process 1 had.
    done(new Increment("0.1", 1, 30, 3), 31);
    catches(Rule.NO_INCREMENT_IS_LOST);
  }

  @Test
  void catchesAnIncrementThatCountsTwice() {
    done(new Increment("0.1", 1, 30, 5), 31);
    catches(Rule.NO_INCREMENT_IS_MADE_TWICE);
  }

  @Test
  void catchesAFirstValueThatIsNotOne() {
    operations.removeIf(each -> each.increment().value() == 1);
    log.removeIf(each -> each.increment().value() == 1);
    changes = 2;
    catches(Rule.NO_INCREMENT_IS_MADE_TWICE);
  }

  @Test
  void catchesAWriteFromAStaleToken() {
    done(new Increment("0.0", 3, 11, 4), 23);
    catches(Rule.NO_STALE_WRITE_IS_ACCEPTED);
  }

  @Test
  void catchesWritesThatInterleave() {
    done(new Increment("0.0", 3, 11, 4), 23);
    done(new Increment("1.0", 2, 20, 5), 24);
    done(new Increment("0.0", 4, 11, 6), 25);
    catches(Rule.NO_STALE_WRITE_IS_ACCEPTED, Rule.NO_STALE_WRITE_IS_ACCEPTED);
  }

  @Test
  void catchesWritesOfTwoUnderOneToken() {
    done(new Increment("1.1", 1, 20, 4), 23);
    catches(Rule.TOKENS_ARE_UNIQUE);
  }

  @Test
  void passesWritesOfTwoUnderOneTokenWhereTheirProcessReusesIt() {
    reusing.add("1");
    done(new Increment("1.1", 1, 20, 4), 23);
    holdings.add(new Holding("1.1", 20, 170, 180));
    passes();
    done(new Increment("0.1", 1, 20, 5), 24);
    catches(Rule.TOKENS_ARE_UNIQUE);
  }

  @Test
  void catchesAnAcknowledgedWriteThatIsNotThere() {
    operations.add(new Operation(new Increment("0.1", 1, 30, 4), Outcome.DONE));
    catches(Rule.ACKNOWLEDGED_IS_APPLIED);
  }

  @Test
  void catchesARefusedWriteThatIsThere() {
    Increment refused = new Increment("0.1", 1, 30, 4);
    apply(refused, 31);
    operations.add(new Operation(refused, Outcome.REFUSED));
    catches(Rule.REFUSED_IS_NOT_APPLIED);
  }

  @Test
  void catchesAWriteThatNobodyAskedFor() {
    apply(new Increment("0.1", 1, 30, 4), 31);
    catches(Rule.APPLIED_WAS_ASKED_FOR_ONCE);
  }

  @Test
  void catchesAWriteThatWasCarriedOutTwice() {
    apply(new Increment("1.0", 1, 20, 3), 23);
    catches(Rule.NO_INCREMENT_IS_LOST, Rule.APPLIED_WAS_ASKED_FOR_ONCE);
  }

  @Test
  void catchesAChangeThatIsNotInTheLog() {
    changes++;
    catches(Rule.COUNTER_AGREES_WITH_LOG);
  }

  @Test
  void catchesGrantsThatOverlap() {
    holdings.add(new Holding("0.1", 30, 155, 170));
    catches(Rule.ONE_HOLDS_AT_A_TIME);
  }

  @Test
  void catchesAGrantWithinAnother() {
    holdings.add(new Holding("0.1", 30, 170, 300));
    holdings.add(new Holding("1.1", 31, 180, 190));
    holdings.add(new Holding("0.0", 32, 200, 210));
    catches(Rule.ONE_HOLDS_AT_A_TIME, Rule.ONE_HOLDS_AT_A_TIME);
  }

  @Test
  void catchesGrantsOfOneTokenThatOverlap() {
    reusing.add("1");
    holdings.add(new Holding("1.1", 20, 155, 170));
    catches(Rule.ONE_HOLDS_AT_A_TIME);
  }

  @Test
  void catchesATokenThatGoesBackInTime() {
    holdings.add(new Holding("0.1", 19, 170, 180));
    catches(Rule.TOKENS_RISE_IN_TIME);
  }

  @Test
  void catchesATokenThatIsHandedOutTwice() {
    holdings.add(new Holding("0.1", 20, 170, 180));
    catches(Rule.TOKENS_ARE_UNIQUE);
  }

  @Test
  void passesGrantsOfAnEvictedHolderWhoLearnsOfItLate() {
    holdings.add(new Holding("0.1", 19, 150, 180));
    evicted.add(19L);
    passes();
  }

  @Test
  void catchesWritesOfAnEvictedHolder() {
    evicted.add(11L);
    done(new Increment("0.0", 3, 11, 4), 23);
    catches(Rule.NO_STALE_WRITE_IS_ACCEPTED);
  }

  @Test
  void countsTimeOnAClockThatMayOverflow() {
    holdings.clear();
    holdings.add(new Holding("1.0", 20, Long.MIN_VALUE + 5, Long.MIN_VALUE + 9));
    holdings.add(new Holding("0.0", 11, Long.MAX_VALUE - 9, Long.MIN_VALUE + 2));
    passes();
    holdings.add(new Holding("0.1", 30, Long.MIN_VALUE + 9, Long.MIN_VALUE + 12));
    catches(Rule.ONE_HOLDS_AT_A_TIME);
  }

  private void done(Increment increment, long zxid) {
    apply(increment, zxid);
    operations.add(new Operation(increment, Outcome.DONE));
  }

  private void apply(Increment increment, long zxid) {
    log.add(new Applied(zxid, increment));
    changes++;
  }

  private void passes() {
    assertThat(check()).isEmpty();
  }

  private void catches(Rule... rules) {
    assertThat(check()).extracting(Violation::rule).containsExactly(rules);
  }

  private List<Violation> check() {
    return HistoryChecker.check(new History(operations, holdings, log, changes, evicted, reusing));
  }
}
