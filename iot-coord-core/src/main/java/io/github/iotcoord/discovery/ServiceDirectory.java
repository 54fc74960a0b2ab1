package io.github.iotcoord.discovery;

import io.github.iotcoord.CoordinationClosedException;
import io.github.iotcoord.CoordinationException;
import io.github.iotcoord.CoordinationUnavailableException;
import java.util.List;
import java.util.Set;

/**
 * Publishes services and finds them, in the standard form of Curator's {@code curator-x-discovery}:
 * a stock {@code ServiceDiscovery} and Spring Cloud Zookeeper find what is published here, and what
 * they publish is found here. The znodes are {@code <basePath>/<service>/<id>}.
 *
 * <p>Data are read as plain JSON: no class that they name is ever loaded. An instance that is
 * marked as not enabled is not found. A service's TLS port stands in where it has no other. Calls
 * that go to ZooKeeper wait up to the operation timeout while the connection is SUSPENDED or LOST.
 * Thread-safe.
 */
public interface ServiceDirectory {

  /**
   * Publishes an endpoint, and returns when ZooKeeper has it. An instance of the same service and
   * id that is there already, such as one that an earlier life of the process has left, is
   * replaced.
   *
   * @param endpoint where the service is reached
   * @return the publication, to be closed by the caller; closed with the entry point at the latest
   * @throws InterruptedException if interrupted while waiting; then nothing stays published
   * @throws IllegalArgumentException if the endpoint is null
   * @throws IllegalStateException if this entry point publishes that service and id already
   * @throws CoordinationUnavailableException if ZooKeeper does not answer; then nothing stays
   *     published
   * @throws CoordinationException if ZooKeeper refuses
   * @throws CoordinationClosedException if the entry point is closed
   */
  ServicePublication publish(ServiceEndpoint endpoint) throws InterruptedException;

  /**
   * Reads the instances of a service from ZooKeeper. An instance that cannot be read is logged and
   * left out.
   *
   * @param service the service's name
   * @return an immutable list, in the order of the node names; empty if there is no such service
   * @throws InterruptedException if interrupted while waiting
   * @throws IllegalArgumentException if the name cannot be an element of a path
   * @throws CoordinationUnavailableException if ZooKeeper does not answer
   * @throws CoordinationClosedException if the entry point is closed
   */
  List<ServiceEndpoint> find(String service) throws InterruptedException;

  /**
   * Reads the names of the services from ZooKeeper. One whose last instance has just gone may still
   * be among them.
   *
   * @return an immutable set, sorted
   * @throws InterruptedException if interrupted while waiting
   * @throws CoordinationUnavailableException if ZooKeeper does not answer
   * @throws CoordinationClosedException if the entry point is closed
   */
  Set<String> services() throws InterruptedException;

  /**
   * Opens a view of a service's instances, loaded when the call returns. The service need not
   * exist.
   *
   * <p>A view watches the whole directory, so that it needs one watch whatever comes and goes: in a
   * directory of many services it reads all instances once, and keeps those of its service.
   *
   * @param service the service's name
   * @return the view, to be closed by the caller
   * @throws InterruptedException if interrupted while the view loads
   * @throws IllegalArgumentException if the name cannot be an element of a path
   * @throws CoordinationUnavailableException if ZooKeeper does not answer
   * @throws CoordinationClosedException if the entry point is closed
   */
  ServiceView view(String service) throws InterruptedException;
}
