package io.github.iotcoord.discovery;

import io.github.iotcoord.wire.Names;

/**
 * Where services are, and in which form they are written. Immutable.
 *
 * @param basePath the parent of the services, in the Curator client's namespace: an absolute path
 *     of one or more elements
 * @param payloadForm in which form metadata are written
 */
public record ServiceDirectoryOptions(String basePath, PayloadForm payloadForm) {

  /**
   * Checks options.
   *
   * @throws IllegalArgumentException if one is missing, or the path is not one
   */
  public ServiceDirectoryOptions {
    if (basePath == null || !basePath.startsWith("/") || basePath.length() == 1) {
      throw new IllegalArgumentException(
          "basePath must begin with '/' and a name, was " + basePath);
    }
    for (String element : basePath.substring(1).split("/", -1)) {
      Names.require("an element of basePath", element);
    }
    if (payloadForm == null) {
      throw new IllegalArgumentException("payloadForm must not be null");
    }
  }

  /**
   * Returns the options of a directory at {@code /services}, which is also where Spring Cloud
   * Zookeeper looks, with metadata as a map.
   *
   * @return the options
   */
  public static ServiceDirectoryOptions defaults() {
    return new ServiceDirectoryOptions("/services", PayloadForm.MAP);
  }

  /**
   * Sets where the services are.
   *
   * @param newBasePath an absolute path
   * @return new options
   */
  public ServiceDirectoryOptions withBasePath(String newBasePath) {
    return new ServiceDirectoryOptions(newBasePath, payloadForm);
  }

  /**
   * Sets in which form metadata are written.
   *
   * @param newPayloadForm the form
   * @return new options
   */
  public ServiceDirectoryOptions withPayloadForm(PayloadForm newPayloadForm) {
    return new ServiceDirectoryOptions(basePath, newPayloadForm);
  }
}
