package io.github.iotcoord.bench.compare;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the server counts of one session, by its four-letter word {@code cons}: exact, and no matter
 * what other clients send meanwhile. A session's pings and renewals are among it.
 */
public final class ServerCounters {
  private static final Pattern CONNECTION =
      Pattern.compile("recved=(\\d+),sent=\\d+,sid=0x([0-9a-f]+)");

  private final String connectString;

  ServerCounters(String connectString) {
    this.connectString = connectString;
  }

  /** How many requests the server has received on the present connection of a session. */
  public long received(long sessionId) throws IOException {
    return received(FourLetterWord.ask(connectString, "cons"), sessionId);
  }

  static long received(String connections, long sessionId) {
    Matcher matcher = CONNECTION.matcher(connections);
    while (matcher.find()) {
      if (Long.parseUnsignedLong(matcher.group(2), 16) == sessionId) {
        return Long.parseLong(matcher.group(1));
      }
    }
    throw new IllegalStateException(
        "no session " + Long.toHexString(sessionId) + " among: " + connections);
  }
}
