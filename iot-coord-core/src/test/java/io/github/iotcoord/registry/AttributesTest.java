package io.github.iotcoord.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A device's attributes and tags are an ordinary map and set, which nobody can change. */
class AttributesTest {
  private final Map<String, String> source = new HashMap<>();
  private final Set<String> tagSource = new HashSet<>(List.of("b", "a", "c"));
  private final Device device;

  AttributesTest() {
    for (int i = 0; i < 20; i++) {
      source.put("name-" + i, "value-" + i);
    }
    device = new Device(DeviceId.of("d"), "lamp", "", tagSource, source);
  }

  @Test
  void equalOtherMapsAndSets() {
    Map<String, String> attributes = device.attributes();
    assertThat(attributes).isEqualTo(source).hasSameHashCodeAs(source).hasSize(20);
    assertThat(source).isEqualTo(attributes);
    assertThat(attributes.toString()).isEqualTo(new TreeMap<>(source).toString());
    assertThat(device.tags()).isEqualTo(tagSource).hasSameHashCodeAs(tagSource);
    assertThat(tagSource).isEqualTo(device.tags());
    assertThat(device)
        .isEqualTo(new Device(DeviceId.of("d"), "lamp", "", Set.of("c", "a", "b"), source));
    assertThat(device.withGroup("")).isEqualTo(device);
    assertThat(device.with("name-0", "other")).isNotEqualTo(device);
  }

  @Test
  void areInOrder() {
    assertThat(device.attributes().keySet())
        .containsExactlyElementsOf(new TreeSet<>(source.keySet()));
    assertThat(device.attributes().values())
        .containsExactlyElementsOf(new TreeMap<>(source).values());
    assertThat(device.tags()).containsExactly("a", "b", "c");
  }

  @Test
  void findWhatIsThere() {
    source.forEach((name, value) -> assertThat(device.attributes()).containsEntry(name, value));
    assertThat(device.attributes().get("name")).isNull();
    assertThat(device.attributes()).doesNotContainKeys("name", "name-99");
    assertThat(device.attributes().getOrDefault("name", "none")).isEqualTo("none");
    assertThat(device.tags()).contains("b").doesNotContain("d");
    assertThat(Device.of("d", "lamp").attributes()).isEmpty();
    assertThat(Device.of("d", "lamp").tags()).isEmpty();
  }

  @Test
  void cannotBeChanged() {
    source.put("late", "late");
    tagSource.add("late");
    assertThat(device.attributes()).hasSize(20);
    assertThat(device.tags()).hasSize(3);
    Map<String, String> attributes = device.attributes();
    Map.Entry<String, String> first = attributes.entrySet().iterator().next();
    for (Runnable change :
        List.<Runnable>of(
            () -> attributes.put("a", "b"),
            () -> attributes.remove("name-0"),
            attributes::clear,
            () -> attributes.values().clear(),
            () -> attributes.keySet().remove("name-0"),
            () -> first.setValue("x"),
            () -> device.tags().add("x"),
            () -> device.tags().remove("a"),
            () -> device.tags().clear())) {
      assertThatThrownBy(change::run).isInstanceOf(UnsupportedOperationException.class);
    }
  }

  @Test
  void ofTheSameShapeShareTheirNames() {
    String[] once = SharedNames.share(new String[] {"shared-x", "shared-y"});
    assertThat(SharedNames.share(new String[] {"shared-x", "shared-y"})).isSameAs(once);
    assertThat(SharedNames.share(new String[] {"shared-x"})).containsExactly("shared-x");
  }
}
