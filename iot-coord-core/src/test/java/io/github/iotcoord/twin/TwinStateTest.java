package io.github.iotcoord.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TwinStateTest {
  private static final TwinState STATE =
      TwinState.of(
          Map.of(
              "interval",
              30,
              "limit",
              21.5,
              "mode",
              "eco",
              "on",
              true,
              "network",
              Map.of("apn", "iot", "bands", List.of(3, 20))));

  @Test
  void saysWhatItWasGiven() {
    assertThat(STATE.whole("interval")).contains(30L);
    assertThat(STATE.number("interval")).contains(30.0);
    assertThat(STATE.number("limit")).contains(21.5);
    assertThat(STATE.text("mode")).contains("eco");
    assertThat(STATE.flag("on")).contains(true);
    assertThat(STATE.text("network", "apn")).contains("iot");
    assertThat(STATE.find("network", "bands")).contains(List.of(3L, 20L));
  }

  @Test
  void whatIsMissingOrSomethingElseIsEmpty() {
    assertThat(STATE.find()).isEmpty();
    assertThat(STATE.find("nothing")).isEmpty();
    assertThat(STATE.find("mode", "deeper")).isEmpty();
    assertThat(STATE.whole("limit")).isEmpty();
    assertThat(STATE.whole("mode")).isEmpty();
    assertThat(STATE.text("interval")).isEmpty();
    assertThat(STATE.flag("interval")).isEmpty();
    assertThat(STATE.number("on")).isEmpty();
  }

  @Test
  void doesNotChangeWithTheMapThatItWasMadeOf() {
    List<Object> list = new ArrayList<>(List.of(1));
    Map<String, Object> map = new HashMap<>(Map.of("list", list));
    TwinState state = TwinState.of(map);
    list.add(2);
    map.put("more", 1);
    assertThat(state).isEqualTo(TwinState.of(Map.of("list", List.of(1))));
    assertThatThrownBy(() -> state.asMap().put("a", 1))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void oneNumberIsOneValueHoweverItIsGiven() {
    TwinState whole = TwinState.of(Map.of("a", 30L));
    for (Number same : List.of(30, (short) 30, (byte) 30, 30.0, 30f)) {
      assertThat(TwinState.of(Map.of("a", same))).isEqualTo(whole).hasSameHashCodeAs(whole);
    }
    assertThat(TwinState.of(Map.of("a", -0.0))).isEqualTo(TwinState.of(Map.of("a", 0)));
    assertThat(TwinState.of(Map.of("a", 1e18)).whole("a")).contains(1_000_000_000_000_000_000L);
    assertThat(TwinState.of(Map.of("a", 0x1p63)).whole("a")).isEmpty();
    assertThat(TwinState.of(Map.of("a", -0x1p63)).whole("a")).contains(Long.MIN_VALUE);
    assertThat(TwinState.of(Map.of("a", 1e300)).number("a")).contains(1e300);
    assertThat(TwinState.of(Map.of("a", Long.MAX_VALUE)).whole("a")).contains(Long.MAX_VALUE);
  }

  static List<List<Object>> notAllowed() {
    Map<String, Object> withNull = new HashMap<>();
    withNull.put("a", null);
    Map<Object, Object> withNumber = Map.of(1, 1);
    Object deep = 1;
    for (int i = 0; i < 8; i++) {
      deep = Map.of("deeper", deep);
    }
    return List.of(
        List.of(withNull, "/a must not be null"),
        List.of(withNumber, "a key in / must be text, was 1"),
        List.of(Map.of("", 1), "1 to 200 characters, had 0"),
        List.of(Map.of("k".repeat(201), 1), "1 to 200 characters, had 201"),
        List.of(Map.of("a", Double.NaN), "/a must be finite, was NaN"),
        List.of(Map.of("a", List.of(1, Float.NEGATIVE_INFINITY)), "/a/1 must be finite"),
        List.of(
            Map.of("a", new BigDecimal("1")), "/a must be a long or a double, was a BigDecimal"),
        List.of(Map.of("a", 'c'), "/a must be text, a number, a boolean, a list or a map"),
        List.of(Map.of("a", new int[0]), "/a must be text"),
        List.of(Map.of("a", Map.of("b", "\ud800")), "/a/b has half of a surrogate pair"),
        List.of(Map.of("\udc00x", 1), "has half of a surrogate pair"),
        List.of(Map.of("a", Arrays.asList(1, null)), "/a/1 must not be null"),
        List.of(Map.of("a", deep), "nested deeper than 8"));
  }

  @ParameterizedTest
  @MethodSource("notAllowed")
  @SuppressWarnings("unchecked")
  void whatIsNotAllowedIsRefusedWithItsPlace(List<Object> given) {
    assertThatThrownBy(() -> TwinState.of((Map<String, Object>) given.get(0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining((String) given.get(1));
  }

  @Test
  void wholePairsAreCharacters() {
    assertThat(TwinState.of(Map.of("😀", "a😀")).text("😀")).contains("a😀");
  }

  @Test
  void aValueThatIsSetReplacesWhatWasThere() {
    assertThat(STATE.with("network", Map.of("apn", "other")).find("network"))
        .contains(Map.of("apn", "other"));
    assertThat(STATE.with("network", 1).whole("network")).contains(1L);
    assertThat(STATE.with("interval", 30)).isEqualTo(STATE);
  }

  @Test
  void whatIsLaidOverWinsKeyByKey() {
    TwinState over =
        TwinState.of(Map.of("mode", "boost", "network", Map.of("apn", "own"), "extra", 1));
    TwinState both = STATE.overriddenBy(over);
    assertThat(both.text("mode")).contains("boost");
    assertThat(both.text("network", "apn")).contains("own");
    assertThat(both.find("network", "bands")).contains(List.of(3L, 20L));
    assertThat(both.whole("interval")).contains(30L);
    assertThat(both.whole("extra")).contains(1L);
    assertThat(STATE.overriddenBy(TwinState.empty())).isEqualTo(STATE);
    assertThat(TwinState.empty().overriddenBy(STATE)).isEqualTo(STATE);
  }

  @Test
  void theDifferenceIsWhatMustChange() {
    TwinState reported =
        TwinState.of(
            Map.of(
                "interval",
                30.0,
                "limit",
                20,
                "network",
                Map.of("apn", "iot", "bands", List.of(20, 3), "signal", -70),
                "battery",
                80));
    assertThat(STATE.differenceFrom(reported))
        .isEqualTo(
            TwinState.of(
                Map.of(
                    "limit",
                    21.5,
                    "mode",
                    "eco",
                    "on",
                    true,
                    "network",
                    Map.of("bands", List.of(3, 20)))));
    assertThat(STATE.differenceFrom(STATE).isEmpty()).isTrue();
    assertThat(TwinState.of(Map.of("a", Map.of())).differenceFrom(TwinState.of(Map.of("a", 1))))
        .isEqualTo(TwinState.of(Map.of("a", Map.of())));
  }

  @Test
  void reportingTheDifferenceLeavesNone() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      TwinState desired = TwinState.of(object(random, 3));
      TwinState reported = TwinState.of(object(random, 3));
      TwinState after = reported.patched(TwinPatch.of(desired.differenceFrom(reported)));
      assertThat(desired.differenceFrom(after).isEmpty()).as("seed %d", seed).isTrue();
      assertThat(after.overriddenBy(desired)).as("seed %d", seed).isEqualTo(after);
    }
  }

  private static Map<String, Object> object(Random random, int depth) {
    Map<String, Object> object = new HashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      object.put("k" + random.nextInt(4), value(random, depth));
    }
    return object;
  }

  private static Object value(Random random, int depth) {
    return switch (random.nextInt(depth > 0 ? 5 : 3)) {
      case 0 -> random.nextInt(3);
      case 1 -> "t" + random.nextInt(2);
      case 2 -> random.nextBoolean();
      case 3 -> List.of(value(random, 0));
      default -> object(random, depth - 1);
    };
  }
}
