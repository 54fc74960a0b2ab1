package io.github.iotcoord.channel.history;

import io.github.iotcoord.CoordinationException;
import io.github.iotcoord.channel.HistoryStore;
import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.channel.SensorDataChannel;
import io.github.iotcoord.testkit.EnsembleExtension;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Publishes samples in bursts, and offers to archive. The samples of a device have its numbers,
 * from 0, as their values; each life has devices of its own, since there is no order between logs.
 */
final class Gateway extends ChannelProcess {
  private static final Instant T = Instant.parse("2026-01-01T00:00:00Z");
  private static final int DEVICES = 4;
  private static final int LONGEST_BURST = 40;
  private static final int LONGEST_REST_MILLIS = 40;

  private final Ledger ledger;
  private final Flaw flaw;
  private final Random random;
  private final ConcurrentLinkedQueue<Sample> unanswered = new ConcurrentLinkedQueue<>();
  private int lives;
  private @Nullable Thread thread;
  private volatile @Nullable SensorDataChannel channel;
  private CountDownLatch enough = new CountDownLatch(1);

  Gateway(
      String name,
      EnsembleExtension ensemble,
      String root,
      HistoryStore store,
      CountDownLatch over,
      Ledger ledger,
      Flaw flaw,
      Random random) {
    super(name, ensemble, root, store, over);
    this.ledger = ledger;
    this.flaw = flaw;
    this.random = random;
  }

  @Override
  void live(SensorDataChannel opened) {
    channel = opened;
    opened.startArchiver();
    CountDownLatch end = new CountDownLatch(1);
    enough = end;
    int life = ++lives;
    List<Sample> again = new ArrayList<>();
    for (Sample sample = unanswered.poll(); sample != null; sample = unanswered.poll()) {
      again.add(sample);
    }
    thread = new Thread(() -> publish(opened, life, again, end), name() + "-life-" + life);
    thread.setDaemon(true);
    thread.start();
  }

  private void publish(SensorDataChannel opened, int life, List<Sample> again, CountDownLatch end) {
    try {
      if (flaw == Flaw.PUBLISHES_AGAIN) {
        for (Sample sample : again) {
          publish(opened, sample);
        }
      }
      long number = 0;
      while (!end.await(random.nextInt(LONGEST_REST_MILLIS), TimeUnit.MILLISECONDS)) {
        for (int burst = random.nextInt(LONGEST_BURST); burst >= 0; burst--) {
          String device = name() + "-life-" + life + "-" + number % DEVICES;
          long own = number / DEVICES;
          ledger.offered(device, own);
          publish(opened, Sample.of(device, "number", T.plusMillis(number), (double) own));
          number++;
        }
      }
    } catch (CoordinationException | InterruptedException e) {
      // The life is over; what it has offered may have been committed.
    }
  }

  private void publish(SensorDataChannel opened, Sample sample) throws InterruptedException {
    unanswered.add(sample);
    CompletableFuture<?> ack = opened.publish(sample);
    if (flaw == Flaw.TRUSTS_THE_BUFFER) {
      acknowledged(sample);
    } else {
      ack.thenRun(() -> acknowledged(sample));
    }
  }

  private void acknowledged(Sample sample) {
    unanswered.remove(sample);
    ledger.acknowledged(sample.device().value(), (long) sample.value());
  }

  /** Ends the publishing, when all that it had to say is committed. */
  void finish() throws InterruptedException {
    stopPublishing();
    SensorDataChannel last = channel;
    for (boolean flushed = false; !flushed && !isOver() && last != null; ) {
      try {
        last.flush();
        flushed = true;
      } catch (CoordinationException e) {
        // The servers have just begun to serve again; the samples are still there.
      }
    }
  }

  private void stopPublishing() throws InterruptedException {
    enough.countDown();
    if (thread != null) {
      thread.join();
    }
  }

  @Override
  void end() {
    super.end();
    try {
      stopPublishing();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
