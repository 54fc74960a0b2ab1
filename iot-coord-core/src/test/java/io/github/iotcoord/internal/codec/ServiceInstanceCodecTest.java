package io.github.iotcoord.internal.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.iotcoord.discovery.PayloadForm;
import io.github.iotcoord.discovery.ServiceEndpoint;
import io.github.iotcoord.wire.WireFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.curator.x.discovery.ServiceInstance;
import org.apache.curator.x.discovery.ServiceType;
import org.apache.curator.x.discovery.UriSpec;
import org.apache.curator.x.discovery.details.JsonInstanceSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceInstanceCodecTest {
  private static final long TIME = 1_767_225_600_000L;
  private static final ServiceEndpoint ENDPOINT =
      ServiceEndpoint.of("ingest", "gateway-7", "10.0.0.7", 8883)
          .withMetadata(Map.of("protocol", "mqtts", "zone", "véranda"));

  @Test
  void theGoldenFilesAreReadAndWritten() throws IOException {
    byte[] map = golden("service-instance.json");
    assertThat(ServiceInstanceCodec.encode(ENDPOINT, PayloadForm.MAP, TIME)).isEqualTo(map);
    assertThat(ServiceInstanceCodec.decode("ingest", map)).isEqualTo(ENDPOINT);
    byte[] spring = golden("service-instance-spring.json");
    assertThat(ServiceInstanceCodec.encode(ENDPOINT, PayloadForm.SPRING, TIME)).isEqualTo(spring);
    assertThat(ServiceInstanceCodec.decode("ingest", spring)).isEqualTo(ENDPOINT);
  }

  @Test
  void theStockSerializerWritesTheSame() throws Exception {
    ServiceInstance<Map<String, String>> instance =
        new ServiceInstance<>(
            "ingest",
            "gateway-7",
            "10.0.0.7",
            8883,
            null,
            new LinkedHashMap<>(ENDPOINT.metadata()),
            TIME,
            ServiceType.DYNAMIC,
            new UriSpec("{scheme}://{address}:{port}"));
    @SuppressWarnings({"unchecked", "rawtypes"})
    Class<Map<String, String>> type = (Class) Map.class;
    byte[] stock = new JsonInstanceSerializer<>(type).serialize(instance);
    ObjectMapper mapper = new ObjectMapper();
    assertThat(mapper.readTree(golden("service-instance.json"))).isEqualTo(mapper.readTree(stock));
  }

  @Test
  void withoutMetadataThereIsNoPayload() {
    ServiceEndpoint bare = ENDPOINT.withMetadata(Map.of());
    byte[] bytes = ServiceInstanceCodec.encode(bare, PayloadForm.MAP, TIME);
    assertThat(new String(bytes, UTF_8)).contains("\"payload\":null");
    assertThat(ServiceInstanceCodec.decode("ingest", bytes)).isEqualTo(bare);
    byte[] spring = ServiceInstanceCodec.encode(bare, PayloadForm.SPRING, TIME);
    assertThat(ServiceInstanceCodec.decode("ingest", spring)).isEqualTo(bare);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "\"text\"",
        "[1]",
        "{\"@class\":\"no.such.Payload\",\"weight\":3}",
        "{\"@class\":\"no.such.Payload\",\"a\":\"b\",\"nested\":{}}",
        "{\"@class\":\"javax.script.ScriptEngineManager\",\"metadata\":null}"
      })
  void aPayloadOfAnotherKindIsIgnored(String payload) {
    assertThat(decode("{\"id\":\"1\",\"address\":\"h\",\"port\":1,\"payload\":" + payload + "}"))
        .isEqualTo(ServiceEndpoint.of("s", "1", "h", 1));
  }

  @Test
  void theTlsPortStandsInAndADisabledInstanceIsNone() {
    assertThat(decode("{\"id\":\"1\",\"address\":\"h\",\"port\":null,\"sslPort\":443}"))
        .isEqualTo(ServiceEndpoint.of("s", "1", "h", 443));
    assertThat(decode("{\"id\":\"1\",\"address\":\"h\",\"port\":1,\"enabled\":false}")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{\"id\":\"1\",\"address\":\"h\"}",
        "{\"id\":\"1\",\"address\":\"h\",\"port\":\"80\"}",
        "{\"id\":\"1\",\"port\":80}",
        "{\"address\":\"h\",\"port\":80}"
      })
  void whatIsNoInstanceIsRefused(String json) {
    assertThatThrownBy(() -> decode(json)).isInstanceOf(WireFormatException.class);
  }

  @Test
  void aPortThatIsNoneIsRefused() {
    assertThatThrownBy(() -> decode("{\"id\":\"1\",\"address\":\"h\",\"port\":70000}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("70000");
  }

  private static @Nullable ServiceEndpoint decode(String json) {
    return ServiceInstanceCodec.decode("s", json.getBytes(UTF_8));
  }

  private static byte[] golden(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            ServiceInstanceCodecTest.class.getResourceAsStream("/wire/v1/" + name))) {
      return in.readAllBytes();
    }
  }
}
