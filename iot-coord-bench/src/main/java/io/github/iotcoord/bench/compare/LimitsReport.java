package io.github.iotcoord.bench.compare;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was busy while each side had its rounds, as a table and as lines of a CSV file. */
final class LimitsReport {
  static final String HEADER =
      "benchmark,side,client_cores,server_cores,requests_per_s,syncs_per_s,sync_share";

  private LimitsReport() {}

  static void print(PrintWriter out, Map<Contest, Map<String, Account>> accounts) {
    out.printf(
        "%nWhat was busy meanwhile, cleaning up included (of %d processors; requests, syncs and the"
            + " part of the time spent in them: of ZooKeeper only):%n",
        Runtime.getRuntime().availableProcessors());
    out.printf(
        "  %-22s %-24s %7s %7s %11s %9s %6s%n",
        "", "", "client", "server", "requests/s", "syncs/s", "disk");
    accounts.forEach(
        (contest, sides) ->
            sides.forEach(
                (side, account) ->
                    out.printf(
                        "  %-22s %-24s %7s %7s %11s %9s %6s%n",
                        contest.name(),
                        side,
                        shown("%.2f", account.clientCores()),
                        shown("%.2f", account.serverCores()),
                        shown("%.0f", account.requestsPerSecond()),
                        shown("%.0f", account.syncsPerSecond()),
                        shown("%.0f%%", 100 * account.syncShare()))));
  }

  static List<String> lines(Map<Contest, Map<String, Account>> accounts) {
    List<String> lines = new ArrayList<>();
    lines.add(HEADER);
    accounts.forEach(
        (contest, sides) ->
            sides.forEach((side, account) -> lines.add(line(contest.name(), side, account))));
    return lines;
  }

  private static String line(String contest, String side, Account account) {
    return String.join(
        ",",
        contest,
        side,
        shown("%.3f", account.clientCores()),
        shown("%.3f", account.serverCores()),
        shown("%.1f", account.requestsPerSecond()),
        shown("%.1f", account.syncsPerSecond()),
        shown("%.3f", account.syncShare()));
  }

  /** Nothing where nothing is known. */
  private static String shown(String format, double figure) {
    return Double.isNaN(figure) ? "" : String.format(Locale.ROOT, format, figure);
  }
}
