package io.github.iotcoord.internal.heartbeat;

import io.github.iotcoord.heartbeat.GroupHealth;
import io.github.iotcoord.internal.codec.HealthEntry;
import io.github.iotcoord.internal.codec.SeenPage;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.wire.WireFormat;
import java.io.ByteArrayOutputStream;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a judge has to say, in the form in which it is published. Thread-safe. */
final class JudgedHealth implements Published {
  private static final Logger log = LoggerFactory.getLogger(JudgedHealth.class);

  /** Of each page beside a byte for each device, at the most. */
  private static final int OVERHEAD = 40;

  private final SilenceJudge judge;
  private final HealthPages pages;
  private final LongSupplier observed;
  private final String incarnation;
  private final Clock wallClock;
  private boolean tooMany;

  JudgedHealth(
      SilenceJudge judge,
      HealthPages pages,
      LongSupplier observed,
      String incarnation,
      Clock wallClock) {
    this.judge = judge;
    this.pages = pages;
    this.observed = observed;
    this.incarnation = incarnation;
    this.wallClock = wallClock;
  }

  @Override
  public List<HealthEntry> entries(int page) {
    return judge.entries(page);
  }

  @Override
  public GroupHealth group() {
    return judge.group();
  }

  @Override
  public synchronized @Nullable SeenPage seen() {
    long now = observed.getAsLong();
    Map<Integer, SeenPage.Ages> ages = new LinkedHashMap<>();
    long bytes = 0;
    for (int number = 0; number < judge.pages(); number++) {
      SeenPage.Layout layout = new SeenPage.Layout();
      ByteArrayOutputStream codes = new ByteArrayOutputStream(DevicePage.SIZE);
      judge.silences(
          number,
          now,
          (device, silence) -> {
            layout.add(device);
            codes.write(silence < 0 ? SeenPage.UNKNOWN : SeenPage.code(silence));
          });
      for (HealthEntry left : pages.leftOver(number)) {
        DeviceId device = left.device();
        layout.add(device);
        codes.write(SeenPage.UNKNOWN);
      }
      bytes += codes.size() + OVERHEAD;
      if (codes.size() > 0) {
        ages.put(number, new SeenPage.Ages(layout.value(), codes.toByteArray()));
      }
      if (bytes > WireFormat.MAX_PAYLOAD) {
        tellOnce();
        return null;
      }
    }
    return new SeenPage(incarnation, wallClock.instant(), ages);
  }

  private void tellOnce() {
    if (!tooMany) {
      tooMany = true;
      log.warn("When devices were heard is not published: so many do not fit in one page");
    }
  }
}
