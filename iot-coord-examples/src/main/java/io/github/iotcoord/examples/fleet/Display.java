package io.github.iotcoord.examples.fleet;

import java.io.Console;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.util.List;

/**
 * Shows a run's progress: on a terminal a bar and a table that refresh in place, elsewhere a plain
 * line every few seconds. Thread-safe.
 */
public final class Display {
  private static final int BAR = 40;
  private static final int WIDTH = 79;
  private static final long REFRESH_NANOS = 500_000_000L;
  private static final long PLAIN_NANOS = 5_000_000_000L;

  private final PrintStream out;
  private final boolean terminal;
  private long shownAt;
  private boolean shown;
  private int height;

  /**
   * What to show.
   *
   * @param progress how much of the run is over, from 0 to 1
   * @param summary everything in a line
   * @param table the details
   */
  public record Frame(double progress, String summary, List<String> table) {}

  /** Makes the contents of a frame, only when it is time for one. */
  @FunctionalInterface
  public interface Source {
    /** Returns what is to be shown now. */
    Frame frame();
  }

  Display(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** A display on standard output. */
  public static Display onStandardOutput() {
    return new Display(System.out, isTerminal());
  }

  /** Shows something that happened, to stay. */
  public synchronized void event(String text) {
    erase();
    out.println(text);
    out.flush();
    shown = false;
  }

  /** Shows how things are, if it is time to. */
  public synchronized void update(Source source) {
    long now = System.nanoTime();
    boolean due = now - shownAt >= (terminal ? REFRESH_NANOS : PLAIN_NANOS);
    if (!due && (shown || !terminal)) {
      return;
    }
    shownAt = now;
    shown = true;
    Frame frame = source.frame();
    if (!terminal) {
      out.println(frame.summary());
    } else {
      erase();
      out.println(bar(frame.progress()));
      out.println(cut(frame.summary()));
      frame.table().forEach(row -> out.println(cut(row)));
      height = 2 + frame.table().size();
    }
    out.flush();
  }

  /** Removes what refreshes, so that something else can follow. */
  public synchronized void end() {
    erase();
    out.flush();
  }

  private void erase() {
    if (height > 0) {
      // Up to the first line of the last frame, and clear from there to the end of the screen.
      out.print("\u001b[" + height + "A\u001b[J");
      height = 0;
    }
  }

  // A line that wraps would be two to erase.
  private static String cut(String line) {
    return line.length() <= WIDTH ? line : line.substring(0, WIDTH);
  }

  private static String bar(double progress) {
    int full = (int) Math.round(Math.max(0, Math.min(1, progress)) * BAR);
    return "[" + "#".repeat(full) + ".".repeat(BAR - full) + "] " + (int) (progress * 100) + " %";
  }

  /** Whether somebody watches. Since JDK 22 there is a console even without a terminal. */
  @SuppressWarnings("SystemConsoleNull") // null is what JDK 17 says
  static boolean isTerminal() {
    Console console = System.console();
    String term = System.getenv("TERM");
    if (console == null || "dumb".equals(term)) {
      return false;
    }
    try {
      return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (IllegalAccessException | InvocationTargetException e) {
      return false;
    }
  }
}
