package io.github.iotcoord.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TwinPatchTest {

  /** The examples of RFC 7396, appendix A, as far as both sides are objects without nulls. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"a":"b"}            | {"a":"c"}                  | {"a":"c"}
          {"a":"b"}            | {"b":"c"}                  | {"a":"b","b":"c"}
          {"a":"b"}            | {"a":null}                 | {}
          {"a":"b","b":"c"}    | {"a":null}                 | {"b":"c"}
          {"a":["b"]}          | {"a":"c"}                  | {"a":"c"}
          {"a":"c"}            | {"a":["b"]}                | {"a":["b"]}
          {"a":{"b":"c"}}      | {"a":{"b":"d","c":null}}   | {"a":{"b":"d"}}
          {"a":[{"b":"c"}]}    | {"a":[1]}                  | {"a":[1]}
          {"a":"foo"}          | {"a":{"b":{"c":null}}}     | {"a":{"b":{}}}
          {}                   | {"a":{"bb":{"ccc":null}}}  | {"a":{"bb":{}}}
          """)
  void mergesAsTheRfcSays(String target, String patch, String result) throws Exception {
    TwinState before = TwinState.of(parse(target));
    TwinPatch change = TwinPatch.of(parse(patch));
    assertThat(before.patched(change)).isEqualTo(TwinState.of(parse(result)));
    assertThat(before.patched(change).patched(change)).isEqualTo(before.patched(change));
  }

  @Test
  void isPutTogetherKeyByKey() {
    TwinPatch patch =
        TwinPatch.empty()
            .set("interval", 30)
            .set("network", TwinPatch.empty().set("apn", "iot").remove("roaming"))
            .set("limits", TwinState.of(Map.of("high", 30.5)))
            .remove("old");
    Map<String, Object> network = new HashMap<>();
    network.put("apn", "iot");
    network.put("roaming", null);
    Map<String, Object> all = new HashMap<>();
    all.put("interval", 30);
    all.put("network", network);
    all.put("limits", Map.of("high", 30.5));
    all.put("old", null);
    assertThat(patch).isEqualTo(TwinPatch.of(all)).hasSameHashCodeAs(TwinPatch.of(all));
    assertThat(TwinPatch.empty().isEmpty()).isTrue();
    assertThat(patch.isEmpty()).isFalse();
  }

  @Test
  @SuppressWarnings("NullAway")
  void badInputIsRefused() {
    TwinPatch patch = TwinPatch.empty();
    assertThatThrownBy(() -> patch.set("a", null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the value of a must not be null");
    assertThatThrownBy(() -> patch.set(null, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> patch.remove("")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> patch.set("a", Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> patch.set("a", Arrays.asList(1, null)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> patch.set("a", List.of(TwinPatch.empty().remove("b"))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TwinPatch.of((TwinState) null))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Map<String, Object> parse(String json) throws JsonProcessingException {
    return new ObjectMapper().readValue(json, new TypeReference<Map<String, Object>>() {});
  }
}
