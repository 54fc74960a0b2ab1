package io.github.iotcoord.discovery;

/**
 * In which form metadata are written, for clients that read an instance's payload as an object. All
 * forms are read, whatever is written.
 */
public enum PayloadForm {
  /**
   * A map of texts, and no payload at all where there are no metadata. Clients of Curator's
   * discovery read it with {@code Map} or {@code Object} as their payload's class, and whatever has
   * no metadata with any class, {@code Void} included.
   */
  MAP,

  /**
   * What Spring Cloud Zookeeper writes: its {@code ZookeeperInstance}. A client that does not have
   * that class cannot read the instance at all.
   */
  SPRING
}
