package io.github.iotcoord.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZnodeLayoutTest {

  // The values of zlib's crc32 in any other language, modulo 256.
  @ParameterizedTest
  @CsvSource({"thermo-17,56", "a,43", "Gerät-ü,a3"})
  void bucketsAreTheSameInEveryLanguage(String id, String bucket) {
    assertThat(ZnodeLayout.bucketOf(id)).isEqualTo(bucket);
  }

  @Test
  void bucketsAreFilledEvenly() {
    Map<String, Integer> sizes = new HashMap<>();
    for (int i = 0; i < 256_000; i++) {
      sizes.merge(ZnodeLayout.bucketOf("sensor-" + i), 1, Integer::sum);
    }
    assertThat(sizes).hasSize(256);
    assertThat(sizes.values()).allSatisfy(size -> assertThat(size).isBetween(500, 1_500));
  }

  @Test
  void twinsAndNoticesAreWhereTheFormatSays() {
    ZnodeLayout layout = new ZnodeLayout("/iot-coord");
    assertThat(layout.desired("thermo-17")).isEqualTo("/iot-coord/twins/desired/56/thermo-17");
    assertThat(layout.reported("thermo-17")).isEqualTo("/iot-coord/twins/reported/56/thermo-17");
    assertThat(layout.groupDesired("building-3"))
        .isEqualTo("/iot-coord/twins/groups/bc/building-3");
    assertThat(layout.notice("gateway-7", "thermo-17"))
        .isEqualTo("/iot-coord/owners/gateway-7/thermo-17");
  }

  @Test
  void sequenceNumbersAreTheLastTenDigits() {
    assertThat(ZnodeLayout.sequenceOf("x-lock-0000000042")).isEqualTo(42);
    assertThat(ZnodeLayout.sequenceOf("lock-")).isEqualTo(-1);
    assertThat(ZnodeLayout.sequenceOf("x-lock-00000000a2")).isEqualTo(-1);
  }

  @Test
  void segmentNamesSortAsNumbersDo() {
    assertThat(ZnodeLayout.segmentName(9)).isEqualTo("000000000009");
    assertThat(ZnodeLayout.segmentName(9)).isLessThan(ZnodeLayout.segmentName(10));
  }
}
