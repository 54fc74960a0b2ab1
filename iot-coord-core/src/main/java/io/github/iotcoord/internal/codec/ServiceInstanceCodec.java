package io.github.iotcoord.internal.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.iotcoord.discovery.PayloadForm;
import io.github.iotcoord.discovery.ServiceEndpoint;
import io.github.iotcoord.wire.WireFormatException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An instance in the form of Curator's {@code JsonInstanceSerializer}. It is read as a tree: its
 * {@code @class} is never looked at, because whoever may write there would choose what is loaded.
 */
public final class ServiceInstanceCodec {
  private static final String CLASS = "@class";
  private static final String SPRING =
      "org.springframework.cloud.zookeeper.discovery.ZookeeperInstance";

  private ServiceInstanceCodec() {}

  /** An instance's bytes, in the fields and the order of Curator's own. */
  public static byte[] encode(ServiceEndpoint endpoint, PayloadForm form, long registeredMillis) {
    ObjectNode node = Json.object();
    node.put("name", endpoint.service());
    node.put("id", endpoint.id());
    node.put("address", endpoint.host());
    node.put("port", endpoint.port());
    node.putNull("sslPort");
    putPayload(node, endpoint, form);
    node.put("registrationTimeUTC", registeredMillis);
    node.put("serviceType", "DYNAMIC");
    // Spring builds the instance's URI from it.
    ArrayNode parts = node.putObject("uriSpec").putArray("parts");
    part(parts, "scheme", true);
    part(parts, "://", false);
    part(parts, "address", true);
    part(parts, ":", false);
    part(parts, "port", true);
    return Json.bytes(node);
  }

  private static void putPayload(ObjectNode node, ServiceEndpoint endpoint, PayloadForm form) {
    if (form == PayloadForm.SPRING) {
      ObjectNode payload = node.putObject("payload");
      payload.put(CLASS, SPRING);
      payload.put("id", endpoint.id());
      payload.put("name", endpoint.service());
      endpoint.metadata().forEach(payload.putObject("metadata")::put);
    } else if (endpoint.metadata().isEmpty()) {
      // Only nothing at all passes for every class that a client may ask for.
      node.putNull("payload");
    } else {
      ObjectNode payload = node.putObject("payload");
      payload.put(CLASS, "java.util.LinkedHashMap");
      endpoint.metadata().forEach(payload::put);
    }
  }

  private static void part(ArrayNode parts, String value, boolean variable) {
    parts.addObject().put("value", value).put("variable", variable);
  }

  /**
   * Decodes an instance.
   *
   * @param service the service that it was found in
   * @return null if it is marked as not enabled
   * @throws RuntimeException if it cannot be read, or is no endpoint
   */
  public static @Nullable ServiceEndpoint decode(String service, byte[] data) {
    String what = "instance";
    ObjectNode node = Json.parseObject(what, data);
    if (node.path("enabled").isBoolean() && !node.path("enabled").booleanValue()) {
      return null;
    }
    JsonNode port = node.path("port").isNumber() ? node.path("port") : node.path("sslPort");
    if (!port.isIntegralNumber() || !port.canConvertToInt()) {
      throw new WireFormatException(what + " has no number in 'port' or 'sslPort'", null);
    }
    return new ServiceEndpoint(
        service,
        Json.text(node, what, "id"),
        Json.text(node, what, "address"),
        port.intValue(),
        metadata(node.path("payload")));
  }

  private static Map<String, String> metadata(JsonNode payload) {
    JsonNode inner = payload.path("metadata");
    JsonNode source = inner.isObject() ? inner : payload;
    Map<String, String> texts = new TreeMap<>();
    for (Map.Entry<String, JsonNode> field : source.properties()) {
      if (field.getKey().equals(CLASS)) {
        continue;
      }
      if (!field.getValue().isTextual() || field.getKey().isEmpty()) {
        return Map.of(); // an object of a class that is not known here
      }
      texts.put(field.getKey(), field.getValue().textValue());
    }
    return texts;
  }
}
