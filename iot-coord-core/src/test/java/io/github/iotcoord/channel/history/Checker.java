package io.github.iotcoord.channel.history;

import io.github.iotcoord.channel.history.Violation.Rule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Compares what somebody heard with what was published. */
final class Checker {
  private Checker() {}

  static List<Violation> check(Ledger ledger, Heard heard) {
    List<Violation> violations = new ArrayList<>();
    missing(ledger, heard)
        .forEach(what -> violations.add(new Violation(Rule.ACKNOWLEDGED_IS_HEARD, what)));
    heard
        .numbers()
        .forEach((device, numbers) -> check(ledger, heard.name(), device, numbers, violations));
    return violations;
  }

  /** What was acknowledged and not heard, in words. */
  static List<String> missing(Ledger ledger, Heard heard) {
    List<String> missing = new ArrayList<>();
    var numbers = heard.numbers();
    ledger
        .acknowledged()
        .forEach(
            (device, acknowledged) -> {
              Set<Long> left = new TreeSet<>(acknowledged);
              left.removeAll(new HashSet<>(numbers.getOrDefault(device, List.of())));
              if (!left.isEmpty()) {
                missing.add(heard.name() + " did not hear of " + device + " " + left);
              }
            });
    return missing;
  }

  private static void check(
      Ledger ledger, String name, String device, List<Long> numbers, List<Violation> violations) {
    Set<Long> seen = new HashSet<>();
    long last = -1;
    for (long number : numbers) {
      String what = name + " heard " + device + " " + number;
      if (!ledger.wasOffered(device, number)) {
        violations.add(new Violation(Rule.NOTHING_COMES_FROM_NOWHERE, what));
      } else if (!seen.add(number)) {
        violations.add(new Violation(Rule.NOTHING_IS_HEARD_TWICE, what + " again"));
      } else if (number < last) {
        violations.add(new Violation(Rule.ORDER_IS_KEPT, what + " after " + last));
      }
      last = Math.max(last, number);
    }
  }
}
