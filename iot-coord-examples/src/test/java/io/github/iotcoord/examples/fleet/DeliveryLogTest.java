package io.github.iotcoord.examples.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.iotcoord.channel.Sample;
import io.github.iotcoord.channel.SegmentPosition;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeliveryLogTest {
  private static final SegmentPosition SEGMENT = new SegmentPosition("gateway 1", 4);
  private static final Sample ONE = Sample.of("a", "t", Instant.ofEpochMilli(1), 1);
  private static final Sample TWO = Sample.of("a", "t", Instant.ofEpochMilli(2), 2);

  private final DeliveryLog log = new DeliveryLog();

  @Test
  void whatIsAcknowledgedAndReceivedIsDelivered() {
    log.acknowledged(SEGMENT, ONE);
    log.samples(SEGMENT, List.of(ONE, TWO));
    log.acknowledged(SEGMENT, TWO);
    assertThat(log.balance()).isEqualTo(new DeliveryLog.Balance(2, 2, 0, 0, 0, 0, 1, 0));
  }

  @Test
  void whatIsAcknowledgedAndNotReceivedIsLost() {
    log.acknowledged(SEGMENT, ONE);
    log.acknowledged(SEGMENT, TWO);
    log.samples(SEGMENT, List.of(ONE));
    log.acknowledged(new SegmentPosition("b", 0), TWO);
    assertThat(log.balance().lost()).isEqualTo(2);
    assertThat(log.balance().delivered()).isEqualTo(1);
  }

  @Test
  void whatIsChangedIsLost() {
    log.acknowledged(SEGMENT, ONE);
    log.samples(SEGMENT, List.of(TWO));
    assertThat(log.balance().lost()).isEqualTo(1);
  }

  @Test
  void whatADeadPublisherWasNotToldOfIsUnconfirmed() {
    log.acknowledged(SEGMENT, ONE);
    log.samples(SEGMENT, List.of(ONE, TWO));
    assertThat(log.balance().unconfirmed()).isEqualTo(1);
    assertThat(log.balance().lost()).isZero();
  }

  @Test
  void whatComesTwiceIsCounted() {
    log.samples(SEGMENT, List.of(ONE, TWO));
    log.samples(SEGMENT, List.of(ONE, TWO));
    assertThat(log.balance().duplicated()).isEqualTo(2);
  }

  @Test
  void acknowledgementsPassBetweenProcesses() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    AckReporter reporter = new AckReporter(new PrintStream(out, true, StandardCharsets.UTF_8));
    reporter.acknowledged(SEGMENT, ONE);
    reporter.acknowledged(SEGMENT, TWO);
    reporter.flush();
    out.toString(StandardCharsets.UTF_8).lines().forEach(line -> AckReporter.read(line, log));
    log.samples(SEGMENT, List.of(ONE, TWO));
    assertThat(log.balance()).isEqualTo(new DeliveryLog.Balance(2, 2, 0, 0, 0, 0, 1, 0));
  }
}
