package io.github.iotcoord.internal.discovery;

import io.github.iotcoord.discovery.ServiceDirectory;
import io.github.iotcoord.discovery.ServiceDirectoryOptions;
import io.github.iotcoord.discovery.ServiceEndpoint;
import io.github.iotcoord.discovery.ServicePublication;
import io.github.iotcoord.discovery.ServiceView;
import io.github.iotcoord.internal.codec.ServiceInstanceCodec;
import io.github.iotcoord.internal.concurrent.SerialExecutor;
import io.github.iotcoord.internal.concurrent.Waits;
import io.github.iotcoord.internal.zk.BatchReader;
import io.github.iotcoord.internal.zk.CoordContext;
import io.github.iotcoord.internal.zk.Node;
import io.github.iotcoord.internal.zk.ZkErrors;
import io.github.iotcoord.wire.Names;
import io.github.iotcoord.wire.ZnodeLayout;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.zookeeper.KeeperException.Code;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A directory at one base path; it keeps nothing. */
public final class ZkServiceDirectory implements ServiceDirectory {
  private static final Logger log = LoggerFactory.getLogger(ZkServiceDirectory.class);

  /** An instance is small; ZooKeeper would cut the connection of one that is far too large. */
  private static final int MOST_BYTES = 64 * 1024;

  private static final Clock clock = Clock.systemUTC();
  private static final AtomicLong lastTime = new AtomicLong();

  private final CoordContext context;
  private final ServiceDirectoryOptions options;
  private final String base;
  private final Set<String> published;

  /**
   * @param published the paths that are being published under the context, a concurrent set
   */
  public ZkServiceDirectory(
      CoordContext context, ServiceDirectoryOptions options, Set<String> published) {
    this.context = context;
    this.options = options;
    this.base = context.zk().absolute(options.basePath());
    this.published = published;
  }

  @Override
  public ServicePublication publish(ServiceEndpoint endpoint) throws InterruptedException {
    if (endpoint == null) {
      throw new IllegalArgumentException("endpoint must not be null");
    }
    context.requireOpen();
    String path = ZnodeLayout.serviceInstance(base, endpoint.service(), endpoint.id());
    byte[] content = ServiceInstanceCodec.encode(endpoint, options.payloadForm(), now());
    if (content.length > MOST_BYTES) {
      throw new IllegalArgumentException(
          path + " would have " + content.length + " bytes, more than " + MOST_BYTES);
    }
    if (!published.add(path)) {
      throw new IllegalStateException(path + " is published already");
    }
    ZkServicePublication publication =
        new ZkServicePublication(
            context,
            endpoint,
            new InstanceNode(context, path, content),
            () -> published.remove(path));
    try {
      context.own(publication);
      context.await(publication.start(), "Publishing " + path);
      return publication;
    } catch (InterruptedException | RuntimeException e) {
      publication.close();
      throw e;
    }
  }

  // No two publications of this process are alike: that is how each knows its own node.
  private static long now() {
    return lastTime.updateAndGet(last -> Math.max(last + 1, clock.millis()));
  }

  @Override
  public List<ServiceEndpoint> find(String service) throws InterruptedException {
    Names.require("service", service);
    context.requireOpen();
    String parent = ZnodeLayout.service(base, service);
    return context.await(
        children(parent).thenCompose(names -> read(service, parent, names)),
        "Finding the instances of " + service);
  }

  private CompletableFuture<List<ServiceEndpoint>> read(
      String service, String parent, List<String> names) {
    List<String> paths =
        names.stream().sorted().map(name -> ZnodeLayout.child(parent, name)).toList();
    return context
        .zk()
        .retrying(
            "Reading " + parent,
            context.operationTimeout(),
            session -> {
              List<ServiceEndpoint> endpoints = new ArrayList<>();
              return new BatchReader(context.zk(), new SerialExecutor(context.scheduler()))
                  .read(paths, (some, nodes) -> add(service, some, nodes, endpoints))
                  .thenApply(done -> endpoints);
            })
        .thenApply(List::copyOf);
  }

  private static void add(
      String service,
      List<String> paths,
      List<@Nullable Node> nodes,
      List<ServiceEndpoint> endpoints) {
    for (int i = 0; i < paths.size(); i++) {
      Node node = nodes.get(i);
      if (node == null) {
        continue;
      }
      try {
        ServiceEndpoint endpoint = ServiceInstanceCodec.decode(service, node.data());
        if (endpoint != null) {
          endpoints.add(endpoint);
        }
      } catch (RuntimeException e) {
        log.warn("{} cannot be read and is left out: {}", paths.get(i), e.getMessage());
      }
    }
  }

  @Override
  public Set<String> services() throws InterruptedException {
    context.requireOpen();
    return context.await(
        children(base).thenApply(names -> Collections.unmodifiableSet(new TreeSet<>(names))),
        "Finding the services of " + options.basePath());
  }

  private CompletableFuture<List<String>> children(String path) {
    return context
        .zk()
        .retrying(
            "Listing " + path, context.operationTimeout(), session -> session.getChildren(path))
        .exceptionally(
            failure -> {
              if (ZkErrors.is(failure, Code.NONODE)) {
                return List.of();
              }
              throw new CompletionException(Waits.unwrap(failure));
            });
  }

  @Override
  public ServiceView view(String service) throws InterruptedException {
    Names.require("service", service);
    return MirrorServiceView.open(context, base, service);
  }
}
