package io.github.iotcoord.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import io.github.iotcoord.internal.codec.RelayRequest.Kind;
import io.github.iotcoord.registry.DeviceId;
import io.github.iotcoord.wire.UnsupportedFormatException;
import io.github.iotcoord.wire.WireFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ClusterWireFormatTest {
  private static final ObjectMapper CBOR = new ObjectMapper(new CBORFactory());
  private static final DeviceId PUMP = DeviceId.of("pump-7");
  private static final DeviceId PROBE = DeviceId.of("Fühler-2");
  private static final MemberPayload MEMBER =
      new MemberPayload("0123456789abcdef-1", Instant.parse("2026-11-24T10:15:30.123Z"));

  private static final RelayPage PAGE =
      new RelayPage(
          List.of(
              new RelayRequest(Kind.TRACK, PUMP, 1_000),
              new RelayRequest(Kind.SLEEP, PROBE, 3_600_000),
              new RelayRequest(Kind.UNTRACK, DeviceId.of("valve-1"), 0)),
          List.of(
              new RelayedBeats(PUMP, 70_000, 3, 1, 4, 60),
              new RelayedBeats(PROBE, -1, 1, 0, 99, 0)));

  private static final RelayPage PLAIN =
      new RelayPage(
          List.of(),
          List.of(new RelayedBeats(PUMP, 0, 1, 0, 4, 0), new RelayedBeats(PROBE, 254, 1, 0, 0, 0)));

  private static byte[] golden(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            ClusterWireFormatTest.class.getResourceAsStream("/wire/v1/" + name))) {
      return in.readAllBytes();
    }
  }

  @Test
  void payloadsAreWrittenAndReadAsTheGoldenFilesHaveThem() throws IOException {
    assertThat(MEMBER.encode()).isEqualTo(golden("member.json"));
    assertThat(MemberPayload.decode("member", golden("member.json"))).isEqualTo(MEMBER);
    assertThat(new PartitionCount(64).encode()).isEqualTo(golden("partitions.json"));
    assertThat(PartitionCount.decode("partitions", golden("partitions.json")).partitions())
        .isEqualTo(64);
    assertThat(RelayPageEncoder.encode(PAGE)).isEqualTo(golden("relay-page.cbor"));
    assertThat(RelayPageDecoder.decode(golden("relay-page.cbor"))).isEqualTo(PAGE);
    assertThat(RelayPageEncoder.encode(PLAIN)).isEqualTo(golden("relay-page-plain.cbor"));
    assertThat(RelayPageDecoder.decode(golden("relay-page-plain.cbor"))).isEqualTo(PLAIN);
  }

  @Test
  void whatNobodyKnowsIsIgnored() throws IOException {
    RelayPage requests = new RelayPage(PAGE.requests(), List.of());
    ObjectNode page = (ObjectNode) CBOR.readTree(RelayPageEncoder.encode(requests));
    page.putObject("later").put("x", 1);
    ((ObjectNode) page.path("requests").path(0)).put("later", true);
    page.withArray("/requests").addObject().put("kind", "paint").put("id", "pump-7");
    assertThat(RelayPageDecoder.decode(CBOR.writeValueAsBytes(page))).isEqualTo(requests);
    assertThatThrownBy(() -> PartitionCount.decode("p", text("{\"format\":2,\"partitions\":4}")))
        .isInstanceOf(UnsupportedFormatException.class);
    assertThat(
            PartitionCount.decode("p", text("{\"format\":1,\"partitions\":4,\"x\":[]}"))
                .partitions())
        .isEqualTo(4);
  }

  @Test
  void whatIsNoPageIsRefused() throws IOException {
    byte[] good = golden("relay-page.cbor");
    for (int length = 0; length < good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      assertThatThrownBy(() -> RelayPageDecoder.decode(cut))
          .as("%s bytes", length)
          .isInstanceOf(WireFormatException.class);
    }
    assertThatThrownBy(() -> RelayPageDecoder.decode(Arrays.copyOf(good, good.length + 1)))
        .isInstanceOf(WireFormatException.class);
    assertThatThrownBy(() -> PartitionCount.decode("p", text("{\"format\":1,\"partitions\":0}")))
        .isInstanceOf(WireFormatException.class)
        .hasMessageContaining("'partitions'");
    assertThatThrownBy(() -> MemberPayload.decode("m", text("{\"format\":1}")))
        .isInstanceOf(WireFormatException.class);
  }

  private static void assertRefused(RelayPage page, String what) {
    assertThatThrownBy(() -> RelayPageDecoder.decode(RelayPageEncoder.encode(page)))
        .isInstanceOf(WireFormatException.class)
        .hasMessageContaining(what);
  }

  @Test
  void absurdNumbersAreRefused() {
    long period = Duration.ofDays(30).toMillis();
    long longest = Duration.ofDays(3_650).toMillis();
    long number = 1L << 62;
    RelayPage most =
        new RelayPage(
            List.of(
                new RelayRequest(Kind.TRACK, PUMP, period),
                new RelayRequest(Kind.TRACK, PROBE, 0),
                new RelayRequest(Kind.SLEEP, PUMP, longest)),
            List.of(new RelayedBeats(PUMP, number, number, number, longest, longest)));
    assertThat(RelayPageDecoder.decode(RelayPageEncoder.encode(most))).isEqualTo(most);

    assertRefused(request(Kind.TRACK, period + 1), "'millis' must be at most 2592000000");
    assertRefused(request(Kind.SLEEP, longest + 1), "'millis'");
    assertRefused(beats(new RelayedBeats(PUMP, number + 1, 1, 0, 0, 0)), "'sequence'");
    assertRefused(beats(new RelayedBeats(PUMP, 1, number + 1, 0, 0, 0)), "'count'");
    assertRefused(beats(new RelayedBeats(PUMP, 1, 2, number + 1, 0, 0)), "'missed'");
    assertRefused(beats(new RelayedBeats(PUMP, 1, 2, 0, longest + 1, 0)), "'age'");
    assertRefused(beats(new RelayedBeats(PUMP, 1, 2, 0, 0, longest + 1)), "'span'");
  }

  private static RelayPage request(Kind kind, long millis) {
    return new RelayPage(List.of(new RelayRequest(kind, PUMP, millis)), List.of());
  }

  private static RelayPage beats(RelayedBeats beats) {
    return new RelayPage(List.of(), List.of(beats));
  }

  private static byte[] text(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }
}
