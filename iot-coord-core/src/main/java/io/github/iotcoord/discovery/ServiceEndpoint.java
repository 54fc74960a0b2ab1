package io.github.iotcoord.discovery;

import io.github.iotcoord.wire.Names;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where one instance of a service is reached. Immutable.
 *
 * @param service the service's name
 * @param id the instance's id, unique in the service
 * @param host the host's name or address
 * @param port the TCP port, 1 to 65535
 * @param metadata what else is to be known of the instance, in the order of its names
 */
public record ServiceEndpoint(
    String service, String id, String host, int port, Map<String, String> metadata) {

  /**
   * Checks an endpoint.
   *
   * @throws IllegalArgumentException if something is missing or not possible, saying what
   */
  public ServiceEndpoint {
    Names.require("service", service);
    Names.require("id", id);
    if (host == null || host.isEmpty()) {
      throw new IllegalArgumentException("host must not be null or empty");
    }
    if (host.chars().anyMatch(c -> c == '/' || c <= ' ' || c == 0x7f)) {
      throw new IllegalArgumentException("host must not contain '/' or spaces: '" + host + "'");
    }
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port must be from 1 to 65535, was " + port);
    }
    metadata = checked(metadata);
  }

  private static Map<String, String> checked(Map<String, String> metadata) {
    if (metadata == null) {
      throw new IllegalArgumentException("metadata must not be null");
    }
    TreeMap<String, String> copy = new TreeMap<>();
    metadata.forEach(
        (name, value) -> {
          if (name == null || name.isEmpty()) {
            throw new IllegalArgumentException("a name in metadata must not be null or empty");
          }
          // In Curator's form it names the payload's class.
          if (name.equals("@class")) {
            throw new IllegalArgumentException("a name in metadata must not be '@class'");
          }
          if (value == null) {
            throw new IllegalArgumentException("metadata '" + name + "' must not be null");
          }
          copy.put(name, value);
        });
    return Collections.unmodifiableMap(copy);
  }

  /**
   * Returns an endpoint without metadata.
   *
   * @param service the service's name
   * @param id the instance's id, unique in the service
   * @param host the host's name or address
   * @param port the TCP port
   * @return the endpoint
   * @throws IllegalArgumentException if something is missing or not possible
   */
  public static ServiceEndpoint of(String service, String id, String host, int port) {
    return new ServiceEndpoint(service, id, host, port, Map.of());
  }

  /**
   * Replaces the metadata.
   *
   * @param newMetadata all metadata
   * @return a new endpoint
   * @throws IllegalArgumentException if a name or value is null, a name is empty, or it is the
   *     reserved {@code @class}
   */
  public ServiceEndpoint withMetadata(Map<String, String> newMetadata) {
    return new ServiceEndpoint(service, id, host, port, newMetadata);
  }
}
