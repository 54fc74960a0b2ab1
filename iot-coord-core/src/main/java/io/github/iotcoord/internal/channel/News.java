package io.github.iotcoord.internal.channel;

import io.github.iotcoord.wire.ZnodeLayout;
import java.util.HashMap;
import java.util.Map;

/**
 * What the watch has told and nobody has looked at yet: for each publisher the highest number,
 * however many events there were. Thread-safe.
 */
final class News {
  private final String root;
  private final Runnable wake;
  private Map<String, Long> numbers = new HashMap<>();
  private boolean resetWanted;

  News(String root, Runnable wake) {
    this.root = root;
    this.wake = wake;
  }

  void changed(String path) {
    if (path.length() <= root.length()) {
      return;
    }
    int slash = path.indexOf('/', root.length() + 1);
    String publisher = path.substring(root.length() + 1, slash < 0 ? path.length() : slash);
    long number = slash < 0 ? -1 : LogReader.numberOf(ZnodeLayout.nameOf(path));
    boolean first;
    synchronized (this) {
      first = numbers.isEmpty();
      numbers.merge(publisher, number, Math::max);
    }
    if (first) {
      wake.run();
    }
  }

  void reset() {
    putReset();
    wake.run();
  }

  synchronized void putReset() {
    resetWanted = true;
  }

  synchronized boolean takeReset() {
    boolean wanted = resetWanted;
    resetWanted = false;
    return wanted;
  }

  synchronized Map<String, Long> takeNumbers() {
    Map<String, Long> taken = numbers;
    numbers = new HashMap<>();
    return taken;
  }
}
